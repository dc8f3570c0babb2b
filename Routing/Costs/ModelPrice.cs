namespace Orchestrator.Routing;

/// <summary>What a model costs in a period.</summary>
/// <param name="Model">The model's name, as engines report it.</param>
/// <param name="InputUsdPerMillion">USD per million tokens of the prompt; at least 0.</param>
/// <param name="OutputUsdPerMillion">USD per million tokens of the answer, thinking included; at least 0.</param>
/// <param name="ValidFrom">First moment of the period; null: since ever.</param>
/// <param name="ValidTo">First moment after the period; null: for ever.</param>
/// <param name="Source">Where the figure was read, for people.</param>
public sealed record ModelPrice(
    string Model,
    decimal InputUsdPerMillion,
    decimal OutputUsdPerMillion,
    DateTimeOffset? ValidFrom = null,
    DateTimeOffset? ValidTo = null,
    string? Source = null)
{
    /// <summary>USD for one token of the prompt.</summary>
    public decimal InputUsdPerToken { get; } = InputUsdPerMillion / 1_000_000m;

    /// <summary>USD for one token of the answer.</summary>
    public decimal OutputUsdPerToken { get; } = OutputUsdPerMillion / 1_000_000m;

    /// <summary>True when the price holds at <paramref name="time"/>.</summary>
    public bool HoldsAt(DateTimeOffset time) => !(time < ValidFrom) && !(time >= ValidTo);

    /// <summary>USD for these tokens, exactly.</summary>
    public decimal Of(int inputTokens, int outputTokens) => (inputTokens * InputUsdPerToken) + (outputTokens * OutputUsdPerToken);
}

/// <summary>Electricity of a local target.</summary>
/// <param name="Watts">Power drawn while it works, watts.</param>
/// <param name="UsdPerKilowattHour">The tariff.</param>
public sealed record EnergyPrice(decimal Watts, decimal UsdPerKilowattHour)
{
    /// <summary>USD for one millisecond of work.</summary>
    public decimal UsdPerMillisecond { get; } = Watts * UsdPerKilowattHour / 1000m / 3_600_000m;
}

/// <summary>An estimate, and whether it rests on the model's own price.</summary>
/// <param name="Usd">The estimate, USD.</param>
/// <param name="PriceKnown">False when the model has no price at that time and the baseline model's was used in its place.</param>
public readonly record struct CostEstimate(decimal Usd, bool PriceKnown);
