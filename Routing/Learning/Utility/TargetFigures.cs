namespace Orchestrator.Routing;

/// <summary>One figure for each target, without an array.</summary>
public readonly record struct TargetFigures(double Gpu, double Cpu, double Quantized, double Cloud)
{
    /// <summary>The figure of <paramref name="target"/>.</summary>
    public double this[ComputeTarget target] => target switch
    {
        ComputeTarget.Gpu => Gpu,
        ComputeTarget.Cpu => Cpu,
        ComputeTarget.Quantized => Quantized,
        _ => Cloud,
    };

    /// <summary>These figures with the one of <paramref name="target"/> replaced.</summary>
    public TargetFigures With(ComputeTarget target, double value) => target switch
    {
        ComputeTarget.Gpu => this with { Gpu = value },
        ComputeTarget.Cpu => this with { Cpu = value },
        ComputeTarget.Quantized => this with { Quantized = value },
        _ => this with { Cloud = value },
    };
}
