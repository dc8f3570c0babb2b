namespace Orchestrator.Routing;

/// <summary>One figure for each priority.</summary>
public readonly record struct ByPriority(double Low, double Normal, double High, double Urgent)
{
    /// <summary>The figure for <paramref name="priority"/>.</summary>
    public double this[TaskPriority priority] => priority switch
    {
        TaskPriority.Urgent => Urgent,
        TaskPriority.High => High,
        TaskPriority.Normal => Normal,
        _ => Low,
    };
}

/// <summary>The part of a policy that is not rules.</summary>
public sealed record PolicySettings
{
    /// <summary>Weights of the scored stage, before any that were learned.</summary>
    public ScoreWeights Weights { get; init; } = ScoreWeights.Default;

    /// <summary>Utility of one good answer in time, in units of a good answer to a NORMAL task.</summary>
    public ByPriority Value { get; init; } = new(0.5, 1, 2, 4);

    /// <summary>What spending the mean cloud cost of a task takes away from the utility, in the same units.</summary>
    public ByPriority CostWeight { get; init; } = new(0.5, 0.4, 0.2, 0.1);

    /// <summary>The latency a task without <c>max_latency_ms</c> is expected to keep, milliseconds.</summary>
    public ByPriority ExpectedLatencyMs { get; init; } = new(120_000, 30_000, 10_000, 5_000);

    /// <summary>The same for a batch job, milliseconds.</summary>
    public double BatchExpectedLatencyMs { get; init; } = 900_000;

    /// <summary>Overrides the configured GPU threshold, percent; null leaves it.</summary>
    public double? GpuOverloadPercent { get; init; }

    /// <summary>Overrides the configured CPU threshold, percent; null leaves it.</summary>
    public double? CpuOverloadPercent { get; init; }

    /// <summary>Second attempts beside late ones.</summary>
    public HedgeSettings Hedge { get; init; } = HedgeSettings.Off;

    /// <summary>What a policy says when it says nothing.</summary>
    public static PolicySettings Default { get; } = new();

    /// <summary>The latency to measure a task against, milliseconds: the caller's limit, else what its priority expects.</summary>
    public double ExpectedLatency(TaskProfile profile, DecisionConstraints constraints) =>
        constraints.MaxLatencyMs ?? (profile.IsBatch ? BatchExpectedLatencyMs : ExpectedLatencyMs[profile.Priority]);

    /// <summary>The configured thresholds with this policy's overrides.</summary>
    public ViewSettings Thresholds(ViewSettings configured) => new(
        GpuOverloadPercent ?? configured.GpuOverloadPercent,
        CpuOverloadPercent ?? configured.CpuOverloadPercent);
}
