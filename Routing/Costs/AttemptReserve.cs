namespace Orchestrator.Routing;

/// <summary>What an attempt may cost at most, so that as much can be set aside before it starts, and how long its answer may be for less.</summary>
/// <param name="PromptUsd">Cost of a prompt of the worst plausible length, USD.</param>
/// <param name="UsdPerOutputToken">Cost of one token of the answer, USD; 0 where the answer's length does not decide.</param>
/// <param name="MostOutputTokens">Longest answer it is reckoned with, tokens.</param>
/// <param name="LeastOutputTokens">A shorter answer than this is not worth the attempt, tokens.</param>
public readonly record struct AttemptReserve(decimal PromptUsd, decimal UsdPerOutputToken, int MostOutputTokens, int LeastOutputTokens)
{
    /// <summary>An answer whose length nobody limits is reckoned with so many times what is expected of it.</summary>
    private const int Margin = 4;

    /// <summary>And with so many tokens at least.</summary>
    private const int UsualLimit = 1024;

    public decimal Usd => PromptUsd + (MostOutputTokens * UsdPerOutputToken);

    public decimal LeastUsd => PromptUsd + (LeastOutputTokens * UsdPerOutputToken);

    /// <summary>The longest answer that <paramref name="usd"/> pays for, tokens; null when its length does not decide.</summary>
    public int? TokensFor(decimal usd) => UsdPerOutputToken == 0 ? null : (int)Math.Min(MostOutputTokens, decimal.Floor((usd - PromptUsd) / UsdPerOutputToken));

    /// <summary>What to set aside for the attempt that was decided.</summary>
    /// <param name="profile">The task.</param>
    /// <param name="decision">Where it goes.</param>
    /// <param name="maxOutputTokens">The caller's limit on the answer, or null.</param>
    /// <param name="costs">Prices.</param>
    /// <param name="now">The present.</param>
    /// <returns>Null when the attempt is free; more than anybody has when the model's price is unknown.</returns>
    public static AttemptReserve? Of(TaskProfile profile, RoutingDecision decision, int? maxOutputTokens, CostBook costs, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(costs);
        if (decision.Target != ComputeTarget.Cloud)
        {
            // The work of a machine of one's own is timed, not counted: the expectation with a margin is all there is.
            return costs.EnergyOf(decision.Target) is { UsdPerMillisecond: > 0 } energy
                ? new AttemptReserve(energy.UsdPerMillisecond * (decimal)decision.EstimatedServiceMs * Margin, 0, 0, 0)
                : null;
        }

        if (costs.PriceOf(decision.Model, now) is not { } price)
            return new AttemptReserve(decimal.MaxValue, 0, 0, 0);
        var most = profile.Type == TaskType.Embedding
            ? 0
            : Math.Min(Math.Min(maxOutputTokens ?? int.MaxValue, decision.MaxOutputTokens ?? int.MaxValue), Math.Max(Margin * profile.EstimatedOutputTokens, UsualLimit));
        var least = Math.Min(most, Math.Max(CostCap.LeastOutputTokens, profile.EstimatedOutputTokens));
        return new AttemptReserve(CostCap.WorstInputTokens(profile) * price.InputUsdPerToken, price.OutputUsdPerToken, most, least);
    }
}
