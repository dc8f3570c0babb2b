using System.Runtime.CompilerServices;

namespace Orchestrator.Routing;

/// <summary>
/// Everything rules may test, as numbers: flags are 0 or 1, enums their value. A struct on the caller's stack, so that gathering facts allocates nothing.
/// </summary>
public struct RuleFacts
{
    private Values _values;

    /// <summary>The figure of <paramref name="field"/>.</summary>
    public double this[RuleField field]
    {
        readonly get => _values[(int)field];
        set => _values[(int)field] = value;
    }

    /// <summary>What is known of a task and of the machines at <paramref name="now"/>.</summary>
    public static RuleFacts Gather(TaskProfile profile, in ClusterFigures machines, DateTimeOffset now)
    {
        var facts = default(RuleFacts);
        facts[RuleField.TaskType] = (int)profile.Type;
        facts[RuleField.Priority] = (int)profile.Priority;
        facts[RuleField.IsBatch] = profile.IsBatch ? 1 : 0;
        facts[RuleField.ComplexityScore] = profile.ComplexityScore;
        facts[RuleField.LatencySensitivity] = profile.LatencySensitivity;
        facts[RuleField.CostSensitivity] = profile.CostSensitivity;
        facts[RuleField.EstimatedTokens] = profile.EstimatedTokens;
        facts[RuleField.RequiresReasoning] = profile.RequiresReasoning ? 1 : 0;
        facts[RuleField.GpuAvailable] = machines.GpuAvailable ? 1 : 0;
        facts[RuleField.GpuUtilization] = machines.GpuUtilization;
        facts[RuleField.GpuVramUsedMb] = machines.GpuVramUsedMb;
        facts[RuleField.CpuUtilization] = machines.CpuUtilization;
        facts[RuleField.RamPercent] = machines.RamPercent;
        facts[RuleField.QueueDepthGpu] = machines.Waiting.Gpu;
        facts[RuleField.QueueDepthCpu] = machines.Waiting.Cpu;
        facts[RuleField.QueueDepthQuantized] = machines.Waiting.Quantized;
        facts[RuleField.QueueDepthCloud] = machines.Waiting.Cloud;
        facts[RuleField.HourOfDay] = now.UtcDateTime.Hour;
        return facts;
    }

    [InlineArray(18)]
    private struct Values
    {
        private double _first;
    }
}
