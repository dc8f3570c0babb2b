namespace Orchestrator.Routing;

/// <summary>What was learned of one engine, as it is persisted. Lists have one entry for each <see cref="TaskType"/>.</summary>
public sealed record PlaceState(
    double FailureRate,
    SpeedState Alone,
    SpeedState Shared,
    IReadOnlyList<MeanState?> OutputTokens,
    IReadOnlyList<MeanState> Variance,
    IReadOnlyList<int> Successes);

/// <summary>An engine with what was learned of it.</summary>
/// <param name="Silo">The silo's readable name.</param>
/// <param name="Engine">The engine.</param>
/// <param name="State">What was learned.</param>
public sealed record NamedPlaceState(string Silo, string Engine, PlaceState State);

/// <summary>Everything the expected-utility model has learned, as it is persisted; the ledger is not part of it.</summary>
/// <param name="Places">Engines.</param>
/// <param name="ReferenceCost">Mean cost of a task on the cloud.</param>
/// <param name="TokenScale">Correction of the token estimate by <see cref="TaskType"/>.</param>
/// <param name="Quality">Quality by task type, then by target.</param>
public sealed record UtilityState(
    IReadOnlyList<NamedPlaceState> Places,
    MeanState ReferenceCost,
    IReadOnlyList<MeanState> TokenScale,
    IReadOnlyList<IReadOnlyList<MeanState>> Quality);
