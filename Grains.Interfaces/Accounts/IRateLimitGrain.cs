namespace Orchestrator.Grains.Interfaces;

/// <summary>Whether a request may pass, and what to tell the caller.</summary>
/// <param name="Allowed">False: answer 429.</param>
/// <param name="Limit">Requests a window.</param>
/// <param name="Remaining">Requests left in the window after this one.</param>
/// <param name="ResetSeconds">Seconds until the window is empty if nothing more is sent.</param>
/// <param name="RetryAfterSeconds">When not allowed: seconds until one request passes again, at least 1.</param>
[GenerateSerializer, Immutable, Alias("RateLimitLease")]
public readonly record struct RateLimitLease(
    [property: Id(0)] bool Allowed,
    [property: Id(1)] int Limit,
    [property: Id(2)] int Remaining,
    [property: Id(3)] int ResetSeconds,
    [property: Id(4)] int RetryAfterSeconds);

/// <summary>Sliding window of requests of one account, for all gateways together. Key: the account's name.</summary>
[Alias("IRateLimitGrain")]
public interface IRateLimitGrain : IGrainWithStringKey
{
    /// <summary>Takes one request out of the window of one minute.</summary>
    /// <param name="limitPerMinute">Above 0.</param>
    [Alias("Take")]
    Task<RateLimitLease> Take(int limitPerMinute);
}

/// <summary>What an idempotency key stands for.</summary>
/// <param name="TaskId">The task id to submit under.</param>
/// <param name="Conflict">True when the key was used with another body.</param>
[GenerateSerializer, Immutable, Alias("IdempotencyClaim")]
public readonly record struct IdempotencyClaim([property: Id(0)] Guid TaskId, [property: Id(1)] bool Conflict);

/// <summary>One idempotency key of one account, for 24 hours. Key: <c>account|key</c>.</summary>
[Alias("IIdempotencyGrain")]
public interface IIdempotencyGrain : IGrainWithStringKey
{
    /// <summary>Durably ties the key to a request body (its SHA-256, hex) and a task id. The same body gets the same id.</summary>
    [Alias("Claim")]
    Task<IdempotencyClaim> Claim(string requestHash);
}
