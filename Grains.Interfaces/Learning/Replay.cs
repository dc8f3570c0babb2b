namespace Orchestrator.Grains.Interfaces;

/// <summary>What to replay logged decisions through.</summary>
/// <param name="PolicyYaml">A policy file's text; null for the active policy.</param>
/// <param name="Stage">A stage; null for the active one.</param>
/// <param name="Hours">How far back the log is read.</param>
[GenerateSerializer, Immutable, Alias("ReplayRequest")]
public sealed record ReplayRequest([property: Id(0)] string? PolicyYaml, [property: Id(1)] RoutingStage? Stage, [property: Id(2)] int Hours);

/// <summary>What a replay came to.</summary>
/// <param name="PolicyVersion">Version of the policy that was replayed.</param>
/// <param name="Stage">The stage that was replayed.</param>
/// <param name="Truncated">True when the period holds more decisions than one replay reads: the newest were taken.</param>
/// <param name="Report">The figures; null when the policy is not valid.</param>
/// <param name="Errors">What is wrong with the policy.</param>
[GenerateSerializer, Immutable, Alias("ReplayAnswer")]
public sealed record ReplayAnswer(
    [property: Id(0)] string PolicyVersion,
    [property: Id(1)] RoutingStage Stage,
    [property: Id(2)] bool Truncated,
    [property: Id(3)] ReplayReport? Report,
    [property: Id(4)] IReadOnlyList<PolicyError> Errors);
