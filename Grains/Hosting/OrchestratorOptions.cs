using System.ComponentModel.DataAnnotations;

namespace Orchestrator.Grains;

/// <summary>How the actors behave. Validated at start.</summary>
public sealed class OrchestratorOptions
{
    /// <summary>Accepted and unfinished tasks one silo holds before new ones are refused (<c>MAX_PENDING_TASKS</c>).</summary>
    [Range(1, 10_000_000)]
    public int MaxPendingTasks { get; set; } = 20_000;

    /// <summary>Seconds between two telemetry samples (<c>RESOURCE_MONITOR_INTERVAL_SEC</c>).</summary>
    [Range(0.1, 60)]
    public double ResourceMonitorIntervalSec { get; set; } = 2;

    /// <summary>GPU utilisation, percent, above which a GPU gets no new work while another target can take it (<c>GPU_OVERLOAD_PERCENT</c>).</summary>
    [Range(1, 100)]
    public double GpuOverloadPercent { get; set; } = 85;

    /// <summary>CPU utilisation, percent, above which the CPU target gets no new work while another target can take it (<c>CPU_OVERLOAD_PERCENT</c>).</summary>
    [Range(1, 100)]
    public double CpuOverloadPercent { get; set; } = 90;

    /// <summary>The stage that decides until an operator changes it (<c>ROUTING_STAGE</c>).</summary>
    public RoutingStage RoutingStage { get; set; } = RoutingStage.Rule;

    /// <summary>How long a task waits for a target that is not up yet, such as an engine that is loading (<c>NO_TARGET_GRACE_SEC</c>).</summary>
    [Range(0, 3600)]
    public double NoTargetGraceSec { get; set; } = 30;

    /// <summary>Longest a task may take in all (<c>TASK_TIMEOUT_SEC</c>).</summary>
    [Range(1, 604_800)]
    public double TaskTimeoutSec { get; set; } = 3600;

    /// <summary>Waiting this long counts as one priority more (<c>AGING_STEP_SEC</c>).</summary>
    [Range(0.1, 3600)]
    public double AgingStepSec { get; set; } = 30;

    /// <summary>How long a silo that shuts down lets its running tasks finish before it hands them on (<c>SHUTDOWN_GRACE_SEC</c>).</summary>
    [Range(0, 600)]
    public double ShutdownGraceSec { get; set; } = 15;

    /// <summary>Finished tasks older than this are deleted, days; 0 keeps them for ever (<c>RETENTION_DAYS</c>).</summary>
    [Range(0, 36_500)]
    public int RetentionDays { get; set; } = 30;

    /// <summary>Most the exploring stage may spend beyond the best choice in any hour, USD (<c>EXPLORE_MAX_USD_PER_HOUR</c>).</summary>
    [Range(0, 1_000_000)]
    public double ExploreMaxUsdPerHour { get; set; } = 0.05;

    /// <summary>Most latency the exploring stage may add to a task, milliseconds (<c>EXPLORE_MAX_EXTRA_MS</c>).</summary>
    [Range(0, 3_600_000)]
    public double ExploreMaxExtraMs { get; set; } = 2_000;

    /// <summary>Hours between two steps of the weight optimiser; 0 switches it off (<c>WEIGHTS_INTERVAL_HOURS</c>).</summary>
    [Range(0, 8760)]
    public double WeightsIntervalHours { get; set; } = 168;

    /// <summary>Most tokens of a BATCH_SUMMARIZATION's text that are summarised in one call (<c>SUMMARY_CHUNK_TOKENS</c>).</summary>
    [Range(64, 1_000_000)]
    public int SummaryChunkTokens { get; set; } = 2_000;

    /// <summary>Folder of <c>routing_policy.yaml</c>, <c>cost_config.yaml</c>, <c>engines.yaml</c> and <c>accounts.yaml</c> (<c>POLICIES</c>).</summary>
    [Required]
    public string PoliciesDirectory { get; set; } = "./policies";

    internal TimeSpan NoTargetGrace => TimeSpan.FromSeconds(NoTargetGraceSec);

    internal TimeSpan TaskTimeout => TimeSpan.FromSeconds(TaskTimeoutSec);

    internal TimeSpan ResourceInterval => TimeSpan.FromSeconds(ResourceMonitorIntervalSec);
}
