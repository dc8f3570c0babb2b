using System.Collections.Frozen;

namespace Orchestrator.Routing;

/// <summary>
/// Prices and what follows from them. Three figures that are never mixed: the actual cost of a task, the baseline (the same tokens on the baseline cloud model), and
/// what was saved, their difference. Work on GPU, CPU and QUANTIZED is free unless an energy price is given. Immutable.
/// </summary>
public sealed class CostBook
{
    private readonly FrozenDictionary<string, ModelPrice[]> _prices;
    private readonly EnergyPrice?[] _energy;

    /// <summary>Builds a book.</summary>
    /// <param name="prices">Prices; periods of one model must not overlap.</param>
    /// <param name="baselineModel">The cloud model that text tasks are compared with.</param>
    /// <param name="baselineEmbeddingModel">The cloud model that embeddings are compared with.</param>
    /// <param name="energy">Energy prices by local target; null for none.</param>
    /// <param name="priors">What to expect of the targets before anything was measured; null for the defaults.</param>
    public CostBook(
        IReadOnlyList<ModelPrice> prices,
        string baselineModel,
        string baselineEmbeddingModel,
        IReadOnlyDictionary<ComputeTarget, EnergyPrice>? energy = null,
        ServicePriors? priors = null)
    {
        ArgumentNullException.ThrowIfNull(prices);
        Prices = prices;
        BaselineModel = baselineModel;
        BaselineEmbeddingModel = baselineEmbeddingModel;
        Priors = priors ?? ServicePriors.Default;
        _prices = prices.GroupBy(price => price.Model).ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
        _energy = TargetSet.All.Select(target => energy?.GetValueOrDefault(target)).ToArray();
    }

    /// <summary>A book without prices: every cloud cost is unknown.</summary>
    public static CostBook Empty { get; } = new([], "", "");

    /// <summary>All prices, as configured.</summary>
    public IReadOnlyList<ModelPrice> Prices { get; }

    public string BaselineModel { get; }

    public string BaselineEmbeddingModel { get; }

    /// <summary>What to expect of the targets before anything was measured.</summary>
    public ServicePriors Priors { get; }

    /// <summary>The price of <paramref name="model"/> at <paramref name="at"/>; null when none is known.</summary>
    public ModelPrice? PriceOf(string model, DateTimeOffset at)
    {
        if (_prices.TryGetValue(model, out var rows))
            foreach (var row in rows)
                if (row.HoldsAt(at))
                    return row;
        return null;
    }

    /// <summary>The energy price of a local target; null when its work is free.</summary>
    public EnergyPrice? EnergyOf(ComputeTarget target) => _energy[(int)target];

    /// <summary>True when work on <paramref name="target"/> costs nothing: a local one without an energy price.</summary>
    public bool IsFree(ComputeTarget target) => target != ComputeTarget.Cloud && _energy[(int)target] is null;

    /// <summary>What a task would cost. A cloud model without a price is estimated by the baseline model's and marked; without that either, 0 and marked.</summary>
    /// <param name="serviceMs">Expected service time, milliseconds: counts for local targets with an energy price.</param>
    public CostEstimate Estimate(ComputeTarget target, string model, TaskType type, int inputTokens, int outputTokens, double serviceMs, DateTimeOffset at)
    {
        if (target != ComputeTarget.Cloud)
            return new(Energy(target, serviceMs), PriceKnown: true);
        if (PriceOf(model, at) is { } price)
            return new(price.Of(inputTokens, outputTokens), PriceKnown: true);
        return new(PriceOf(BaselineFor(type), at)?.Of(inputTokens, outputTokens) ?? 0, PriceKnown: false);
    }

    /// <summary>
    /// What an attempt did cost. Null when it cannot be known: a cloud model without a price, or without the token counts the price applies to
    /// (an embedding needs no output count). Never zero for want of a figure.
    /// </summary>
    public decimal? Actual(ComputeTarget target, string model, TaskType type, int? inputTokens, int? outputTokens, double serviceMs, DateTimeOffset at)
    {
        if (target != ComputeTarget.Cloud)
            return Energy(target, serviceMs);
        var output = type == TaskType.Embedding ? outputTokens ?? 0 : outputTokens;
        return PriceOf(model, at) is { } price && inputTokens is { } input && output is { } answer ? price.Of(input, answer) : null;
    }

    /// <summary>What the same tokens would have cost on the baseline model; null when a count or its price is missing.</summary>
    public decimal? Baseline(TaskType type, int? inputTokens, int? outputTokens, DateTimeOffset at)
    {
        var output = type == TaskType.Embedding ? outputTokens ?? 0 : outputTokens;
        return PriceOf(BaselineFor(type), at) is { } price && inputTokens is { } input && output is { } answer ? price.Of(input, answer) : null;
    }

    private string BaselineFor(TaskType type) => type == TaskType.Embedding ? BaselineEmbeddingModel : BaselineModel;

    private decimal Energy(ComputeTarget target, double serviceMs) =>
        _energy[(int)target] is { } energy ? energy.UsdPerMillisecond * (decimal)Math.Clamp(serviceMs, 0, 1e12) : 0m;
}
