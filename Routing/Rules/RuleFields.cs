using System.Collections.Frozen;

namespace Orchestrator.Routing;

/// <summary>What a rule may test. The value is the field's place in <see cref="RuleFacts"/>.</summary>
public enum RuleField
{
    TaskType,
    Priority,
    IsBatch,
    ComplexityScore,
    LatencySensitivity,
    CostSensitivity,
    EstimatedTokens,
    RequiresReasoning,
    GpuAvailable,
    GpuUtilization,
    GpuVramUsedMb,
    CpuUtilization,
    RamPercent,
    QueueDepthGpu,
    QueueDepthCpu,
    QueueDepthQuantized,
    QueueDepthCloud,
    HourOfDay,
}

/// <summary>How a field is written in a policy, which decides the operators it takes.</summary>
public enum RuleFieldKind
{
    /// <summary>A number: every operator.</summary>
    Number,

    /// <summary><c>true</c> or <c>false</c>: equal and not.</summary>
    Flag,

    /// <summary>LOW to URGENT, ordered: every operator.</summary>
    Priority,

    /// <summary>A task type: equal, not, in.</summary>
    TaskType,
}

/// <summary>One field of <see cref="RuleFields"/>.</summary>
/// <param name="Field">The field.</param>
/// <param name="Name">Its name in policies.</param>
/// <param name="Kind">How it is written.</param>
/// <param name="Minimum">Smallest number it can be compared with.</param>
/// <param name="Maximum">Largest number it can be compared with.</param>
/// <param name="Description">For people.</param>
public sealed record RuleFieldInfo(RuleField Field, string Name, RuleFieldKind Kind, double Minimum, double Maximum, string Description);

/// <summary>The fields a rule may test, by the names policies use.</summary>
public static class RuleFields
{
    private const double AnyCount = 1e9;

    /// <summary>All fields, in the order explanations list them. A new field is a line here, a value in <see cref="RuleField"/> and a line where facts are gathered.</summary>
    public static IReadOnlyList<RuleFieldInfo> All { get; } =
    [
        new(RuleField.TaskType, "task_type", RuleFieldKind.TaskType, 0, 0, "what the task asks for"),
        new(RuleField.Priority, "priority", RuleFieldKind.Priority, 0, 0, "LOW < NORMAL < HIGH < URGENT"),
        new(RuleField.IsBatch, "is_batch", RuleFieldKind.Flag, 0, 1, "a background job"),
        new(RuleField.ComplexityScore, "complexity_score", RuleFieldKind.Number, 0, 1, "0 trivial, 1 hard"),
        new(RuleField.LatencySensitivity, "latency_sensitivity", RuleFieldKind.Number, 0, 1, "1: someone waits"),
        new(RuleField.CostSensitivity, "cost_sensitivity", RuleFieldKind.Number, 0, 1, "1: as cheap as can be"),
        new(RuleField.EstimatedTokens, "estimated_tokens", RuleFieldKind.Number, 0, AnyCount, "prompt and expected answer"),
        new(RuleField.RequiresReasoning, "requires_reasoning", RuleFieldKind.Flag, 0, 1, "asks for several steps of thought"),
        new(RuleField.GpuAvailable, "gpu_available", RuleFieldKind.Flag, 0, 1, "some GPU engine takes work"),
        new(RuleField.GpuUtilization, "gpu_utilization", RuleFieldKind.Number, 0, 100, "percent, of the least busy GPU machine; 100 without one"),
        new(RuleField.GpuVramUsedMb, "gpu_vram_used_mb", RuleFieldKind.Number, 0, AnyCount, "MiB, on the GPU with the least in use; 0 without one"),
        new(RuleField.CpuUtilization, "cpu_utilization", RuleFieldKind.Number, 0, 100, "percent, of the least busy machine that serves CPU or QUANTIZED"),
        new(RuleField.RamPercent, "ram_percent", RuleFieldKind.Number, 0, 100, "percent, of the machine with the most memory free"),
        new(RuleField.QueueDepthGpu, "queue_depth_gpu", RuleFieldKind.Number, 0, AnyCount, "tasks waiting for a GPU slot"),
        new(RuleField.QueueDepthCpu, "queue_depth_cpu", RuleFieldKind.Number, 0, AnyCount, "tasks waiting for a CPU slot"),
        new(RuleField.QueueDepthQuantized, "queue_depth_quantized", RuleFieldKind.Number, 0, AnyCount, "tasks waiting for a QUANTIZED slot"),
        new(RuleField.QueueDepthCloud, "queue_depth_cloud", RuleFieldKind.Number, 0, AnyCount, "tasks waiting for a CLOUD slot"),
        new(RuleField.HourOfDay, "hour_of_day", RuleFieldKind.Number, 0, 23, "0 to 23, UTC"),
    ];

    /// <summary>All field names, in the order explanations list them.</summary>
    public static IReadOnlyList<string> Names { get; } = All.Select(field => field.Name).ToArray();

    private static readonly FrozenDictionary<string, RuleFieldInfo> ByName = All.ToFrozenDictionary(field => field.Name, StringComparer.Ordinal);

    /// <summary>The field called <paramref name="name"/>; null when there is none.</summary>
    public static RuleFieldInfo? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The figure stored at <paramref name="field"/> written as a policy would write it: <c>URGENT</c>, <c>true</c>, <c>0.85</c>.</summary>
    public static string Write(RuleField field, double value) => All[(int)field].Kind switch
    {
        RuleFieldKind.TaskType => WireNames.Of((TaskType)(int)value),
        RuleFieldKind.Priority => WireNames.Of((TaskPriority)(int)value),
        RuleFieldKind.Flag => value != 0 ? "true" : "false",
        _ => Figures.Write(value),
    };
}
