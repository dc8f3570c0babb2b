namespace Orchestrator.Grains;

/// <summary>An exact sliding window: the times of the requests of the last minute.</summary>
internal sealed class RateLimitGrain(TimeProvider time) : Grain, IRateLimitGrain
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Queue<long> _taken = new();
    private long _newest;

    public Task<RateLimitLease> Take(int limitPerMinute)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limitPerMinute, 1);
        while (_taken.TryPeek(out var oldest) && time.GetElapsedTime(oldest) >= Window)
            _taken.Dequeue();

        var allowed = _taken.Count < limitPerMinute;
        if (allowed)
            _taken.Enqueue(_newest = time.GetTimestamp());
        return Task.FromResult(new RateLimitLease(
            allowed,
            limitPerMinute,
            Math.Max(0, limitPerMinute - _taken.Count),
            ResetSeconds: SecondsUntilGone(_newest),
            RetryAfterSeconds: allowed ? 0 : SecondsUntilGone(BlockingRequest(limitPerMinute))));
    }

    /// <summary>The request that must leave the window before one more fits; not the oldest when the limit was lowered meanwhile.</summary>
    private long BlockingRequest(int limit) => _taken.ElementAt(_taken.Count - limit);

    private int SecondsUntilGone(long taken) =>
        _taken.Count == 0 ? 0 : Math.Max(1, (int)Math.Ceiling((Window - time.GetElapsedTime(taken)).TotalSeconds));
}
