namespace Orchestrator.Routing;

/// <summary>A task as the expected-utility model sees it.</summary>
/// <param name="Id">The task.</param>
/// <param name="Type">Its type.</param>
/// <param name="InputTokens">Estimated tokens of the prompt.</param>
/// <param name="ArrivedAt">When its latency starts to count, seconds on the caller's clock.</param>
/// <param name="Stake">What is at stake with it.</param>
/// <param name="Quality">Expected quality of the answer by <see cref="ComputeTarget"/>, 0 to 1, for a prompt that fits the context window.</param>
public readonly record struct UtilityTask(Guid Id, TaskType Type, double InputTokens, double ArrivedAt, TaskStake Stake, TargetFigures Quality);

/// <summary>One figure for each target, without an array.</summary>
public readonly record struct TargetFigures(double Gpu, double Cpu, double Quantized, double Cloud)
{
    public double this[ComputeTarget target] => target switch
    {
        ComputeTarget.Gpu => Gpu,
        ComputeTarget.Cpu => Cpu,
        ComputeTarget.Quantized => Quantized,
        _ => Cloud,
    };
}
