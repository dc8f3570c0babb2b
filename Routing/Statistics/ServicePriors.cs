namespace Orchestrator.Routing;

/// <summary>What to expect of a target before anything was measured there.</summary>
/// <param name="OverheadMs">Fixed part of every request: connection, template, first step; milliseconds.</param>
/// <param name="PrefillTokensPerSecond">Prompt tokens read per second.</param>
/// <param name="DecodeTokensPerSecond">Answer tokens written per second.</param>
/// <param name="EmbeddingSpeedup">How much faster an embedding model reads than the chat model.</param>
/// <param name="SuccessRate">Share of attempts that end well, 0 to 1.</param>
public sealed record ServicePrior(double OverheadMs, double PrefillTokensPerSecond, double DecodeTokensPerSecond, double EmbeddingSpeedup, double SuccessRate)
{
    /// <summary>Time to the first token, milliseconds.</summary>
    public double FirstTokenMs(TaskType type, int inputTokens) =>
        OverheadMs + (1000.0 * inputTokens / (PrefillTokensPerSecond * (type == TaskType.Embedding ? EmbeddingSpeedup : 1)));

    /// <summary>Time for one token of the answer, milliseconds.</summary>
    public double MsPerOutputToken => 1000.0 / DecodeTokensPerSecond;

    /// <summary>Whole service time, milliseconds.</summary>
    public double ServiceMs(TaskType type, int inputTokens, int outputTokens) => FirstTokenMs(type, inputTokens) + (outputTokens * MsPerOutputToken);
}

/// <summary>One <see cref="ServicePrior"/> per target.</summary>
public sealed record ServicePriors(ServicePrior Gpu, ServicePrior Cpu, ServicePrior Quantized, ServicePrior Cloud)
{
    /// <summary>An 8 GB consumer GPU with a 7-8B model, a laptop CPU with a 3-4B one, a 4-bit 2B one, and a fast hosted model.</summary>
    public static ServicePriors Default { get; } = new(
        Gpu: new(30, 2_200, 70, 8, 0.99),
        Cpu: new(50, 64, 14, 20, 0.99),
        Quantized: new(50, 94, 20, 14, 0.99),
        Cloud: new(400, 20_000, 190, 1, 0.98));

    /// <summary>The prior of <paramref name="target"/>.</summary>
    public ServicePrior this[ComputeTarget target] => target switch
    {
        ComputeTarget.Gpu => Gpu,
        ComputeTarget.Cpu => Cpu,
        ComputeTarget.Quantized => Quantized,
        _ => Cloud,
    };
}
