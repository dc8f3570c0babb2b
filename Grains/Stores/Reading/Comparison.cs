namespace Orchestrator.Grains.Stores;

/// <summary>
/// The baseline of a sum: as it was booked, or what the same text tokens would cost on another model, at its price when the stretch began.
/// Embeddings keep their own baseline: a chat model cannot stand in for them.
/// </summary>
internal sealed class Comparison(CostBook costs, string? model, DateTimeOffset now)
{
    public string Model => model ?? costs.BaselineModel;

    public IReadOnlyList<string> Models =>
        [.. costs.Prices.Where(price => price.HoldsAt(now) && price.OutputUsdPerMillion > 0).Select(price => price.Model).Distinct().Order(StringComparer.Ordinal)];

    /// <exception cref="ArgumentException">The model has no price.</exception>
    public void Check()
    {
        if (model is not null && costs.Prices.All(price => price.Model != model))
            throw new ArgumentException($"'{model}' has no price; those with one are {string.Join(", ", Models)}.");
    }

    /// <summary>Baseline and saving of a sum over tasks of a stretch that begins at <paramref name="from"/>, USD.</summary>
    public (decimal BaselineUsd, decimal SavedUsd) Of(GroupRow row, DateTimeOffset from)
    {
        if (model is null || (costs.PriceOf(model, from) ?? costs.PriceOf(model, now)) is not { } price)
            return (row.BaselineUsd, row.SavedUsd);
        var text = (row.TextInputTokens * price.InputUsdPerToken) + (row.TextOutputTokens * price.OutputUsdPerToken);
        return (text + row.EmbeddingUsd, text - row.TextCostUsd + row.EmbeddingSavedUsd);
    }
}
