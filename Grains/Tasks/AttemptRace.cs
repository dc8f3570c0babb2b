namespace Orchestrator.Grains;

/// <summary>Decides which of two attempts answers: the one that has the first token. Used from one grain only: not thread-safe.</summary>
internal sealed class AttemptRace : IDisposable
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _decided = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<int, CancellationTokenSource> _runners = [];
    private readonly Dictionary<int, long> _slots = [];
    private int? _winner;

    public bool IsDecided => _winner is not null;

    /// <summary>An attempt takes part, until it ends; its token source is cancelled when it loses.</summary>
    public void Enter(int attempt, CancellationTokenSource stop) => _runners[attempt] = stop;

    public void Leave(int attempt) => _runners.Remove(attempt);

    /// <summary>An attempt has its slot: from now on it can be late.</summary>
    public void Started(int attempt, long timestamp)
    {
        _slots[attempt] = timestamp;
        _started.TrySetResult();
    }

    /// <summary>How long an attempt has held its slot; null when it never got one.</summary>
    public TimeSpan? SilenceOf(int attempt, TimeProvider time) => _slots.TryGetValue(attempt, out var since) ? time.GetElapsedTime(since) : null;

    /// <summary>An attempt has something to say; false when another one had before.</summary>
    public bool TryWin(int attempt)
    {
        if (_winner is not null)
            return _winner == attempt;
        _winner = attempt;
        _decided.TrySetResult();
        foreach (var (other, stop) in _runners)
        {
            if (other != attempt)
                stop.Cancel();
        }

        return true;
    }

    public bool HasLost(int attempt) => _winner is { } winner && winner != attempt;

    /// <summary>True when the attempt has had its slot for <paramref name="limit"/> without a word; false when it spoke or ended before that.</summary>
    public async Task<bool> IsLateAsync(Task running, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        await Task.WhenAny(running, _started.Task);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(running, _decided.Task, Task.Delay(limit, time, over.Token));
        await over.CancelAsync();
        return !running.IsCompleted && !IsDecided && !cancellationToken.IsCancellationRequested;
    }

    public void Dispose() => _runners.Clear();
}
