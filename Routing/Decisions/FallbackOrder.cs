namespace Orchestrator.Routing;

/// <summary>
/// The chain GPU → CPU → QUANTIZED → CLOUD → CPU. Each target is visited once: the chain ends before it would repeat one, and GPU, which nothing leads to,
/// comes last so that a task is not given up while a machine is left.
/// </summary>
public static class FallbackOrder
{
    private static readonly ComputeTarget[][] After =
    [
        [ComputeTarget.Cpu, ComputeTarget.Quantized, ComputeTarget.Cloud],
        [ComputeTarget.Quantized, ComputeTarget.Cloud, ComputeTarget.Gpu],
        [ComputeTarget.Cloud, ComputeTarget.Cpu, ComputeTarget.Gpu],
        [ComputeTarget.Cpu, ComputeTarget.Quantized, ComputeTarget.Gpu],
    ];

    /// <summary>The first target after <paramref name="from"/> that is in <paramref name="among"/>; null when none is.</summary>
    public static ComputeTarget? Next(ComputeTarget from, TargetSet among)
    {
        foreach (var target in After[(int)from])
            if (among.Contains(target))
                return target;
        return null;
    }
}
