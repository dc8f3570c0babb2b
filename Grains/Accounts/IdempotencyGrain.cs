using Orchestrator.Grains.Stores;

namespace Orchestrator.Grains;

/// <summary>Keeps one idempotency key. The table is the truth; the grain only spares a reader the second look.</summary>
internal sealed class IdempotencyGrain(ITaskStore store, TimeProvider time) : Grain, IIdempotencyGrain
{
    /// <summary>How long a key stands for its request.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    public async Task<IdempotencyClaim> Claim(string requestHash)
    {
        var key = this.GetPrimaryKeyString();
        var bar = key.IndexOf('|', StringComparison.Ordinal);
        var entry = await store.ClaimIdempotencyKeyAsync(key[..bar], key[(bar + 1)..], requestHash, Guid.CreateVersion7(time.GetUtcNow()), Lifetime);
        return new IdempotencyClaim(entry.TaskId, Conflict: entry.RequestHash != requestHash);
    }
}
