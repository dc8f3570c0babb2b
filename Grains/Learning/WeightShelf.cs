using System.Text.Json;
using Orchestrator.Grains.Stores;

namespace Orchestrator.Grains;

/// <summary>Learned weights as they are stored.</summary>
/// <param name="Base">The policy's weights they started from: a policy that says others starts anew.</param>
/// <param name="Versions">Every version, the oldest first.</param>
/// <param name="ImprovedAt">When the optimiser last looked.</param>
/// <param name="Detail">What it came to.</param>
internal sealed record StoredWeights(ScoreWeights Base, IReadOnlyList<WeightVersion> Versions, DateTimeOffset ImprovedAt, string? Detail);

/// <summary>The scored stage's learned weights with their history, in the store.</summary>
internal sealed class WeightShelf(ITaskStore store)
{
    private const string Setting = "score_weights";
    private const int Kept = 50;

    /// <summary>What is stored; null before the optimiser's first look.</summary>
    public async Task<StoredWeights?> ReadAsync(CancellationToken cancellationToken = default) =>
        await store.ReadSettingAsync(Setting, cancellationToken) is { } json ? JsonSerializer.Deserialize<StoredWeights>(json) : null;

    public Task WriteAsync(StoredWeights weights) => store.WriteSettingAsync(
        Setting, JsonSerializer.Serialize(weights with { Versions = [.. weights.Versions.TakeLast(Kept)] }), CancellationToken.None);

    /// <summary>Learned weights in use under a policy with these weights; null: the policy's own.</summary>
    public static ScoreWeights? Learned(StoredWeights? stored, ScoreWeights policy) =>
        stored is { Versions: [.., var last] } && stored.Base == policy ? last.Weights : null;

    /// <summary>The version in use under a policy with these weights: the policy's own while nothing was learned from them.</summary>
    public static WeightVersion Active(StoredWeights? stored, ScoreWeights policy) =>
        stored is { Versions: [.., var last] } && stored.Base == policy ? last : new WeightVersion(0, policy.Normalized(), null, 0);
}
