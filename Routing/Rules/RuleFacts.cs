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
    public static RuleFacts Gather(TaskProfile profile, ClusterView view, DateTimeOffset now)
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
        facts[RuleField.GpuAvailable] = view.GpuAvailable ? 1 : 0;
        facts[RuleField.GpuUtilization] = view.GpuUtilization;
        facts[RuleField.GpuVramUsedMb] = view.GpuVramUsedMb;
        facts[RuleField.CpuUtilization] = view.CpuUtilization;
        facts[RuleField.RamPercent] = view.RamPercent;
        facts[RuleField.QueueDepthGpu] = view.QueueDepth(ComputeTarget.Gpu);
        facts[RuleField.QueueDepthCpu] = view.QueueDepth(ComputeTarget.Cpu);
        facts[RuleField.QueueDepthQuantized] = view.QueueDepth(ComputeTarget.Quantized);
        facts[RuleField.QueueDepthCloud] = view.QueueDepth(ComputeTarget.Cloud);
        facts[RuleField.HourOfDay] = now.UtcDateTime.Hour;
        return facts;
    }

    [InlineArray(18)]
    private struct Values
    {
        private double _first;
    }
}
