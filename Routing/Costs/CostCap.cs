namespace Orchestrator.Routing;

/// <summary>
/// Keeps a hard cost cap. The estimate must be within it, and the answer is limited to what is left once a prompt of the worst plausible length is paid:
/// a prompt's tokens are only estimated, the engine counts them after the money is spent.
/// </summary>
internal static class CostCap
{
    /// <summary>An answer of fewer tokens than this is not worth an attempt.</summary>
    public const int LeastOutputTokens = 16;

    /// <summary>Prompt tokens to reckon with: well above the estimate's error on real prompts, and room for a chat template.</summary>
    public static int WorstInputTokens(TaskProfile profile) => (int)Math.Ceiling(profile.EstimatedInputTokens * 1.5) + 32;

    /// <summary>
    /// The most output tokens that cannot break the cap; null when the cap does not limit them (a free target). A figure below <see cref="LeastOutputTokens"/>
    /// means that the target cannot be used; an embedding has no output, so its figure is <see cref="int.MaxValue"/> or 0.
    /// </summary>
    public static int? AffordableOutputTokens(TaskProfile profile, CostBook costs, ComputeTarget target, string model, in ServicePrediction prediction, decimal cap, DateTimeOffset now)
    {
        var input = WorstInputTokens(profile);
        var embedding = profile.Type == TaskType.Embedding;
        if (target == ComputeTarget.Cloud)
        {
            if (costs.PriceOf(model, now) is not { } price)
                return 0;
            return Divide(cap - (input * price.InputUsdPerToken), price.OutputUsdPerToken, embedding);
        }

        if (costs.EnergyOf(target) is not { UsdPerMillisecond: > 0 } energy)
            return null;
        var prompt = energy.UsdPerMillisecond * (decimal)(prediction.FirstTokenMs * input / Math.Max(1, profile.EstimatedInputTokens));
        return Divide(cap - prompt, energy.UsdPerMillisecond * (decimal)prediction.MsPerOutputToken, embedding);
    }

    private static int Divide(decimal money, decimal perToken, bool embedding)
    {
        if (money < 0)
            return 0;
        return embedding || perToken == 0 ? int.MaxValue : (int)Math.Min(int.MaxValue, decimal.Floor(money / perToken));
    }
}
