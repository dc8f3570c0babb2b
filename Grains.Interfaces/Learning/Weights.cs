namespace Orchestrator.Grains.Interfaces;

/// <summary>The scored stage's weights.</summary>
/// <param name="Active">The weights in use; version 0 are the policy's own.</param>
/// <param name="History">Versions before, the newest first.</param>
/// <param name="NextAt">When the optimiser takes its next step; null when it is switched off.</param>
/// <param name="Detail">What the last step came to; null before the first.</param>
[GenerateSerializer, Immutable, Alias("WeightStatus")]
public sealed record WeightStatus(
    [property: Id(0)] WeightVersion Active,
    [property: Id(1)] IReadOnlyList<WeightVersion> History,
    [property: Id(2)] DateTimeOffset? NextAt,
    [property: Id(3)] string? Detail);
