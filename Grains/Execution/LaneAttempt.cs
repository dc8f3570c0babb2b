using System.Threading.Tasks.Sources;

namespace Orchestrator.Grains;

/// <summary>
/// One attempt on a lane, as its reader sees it; the last update carries the result. Written out instead of an iterator, because a reader that is
/// cancelled leaves while it still waits for the next update, and ends the attempt by that.
/// </summary>
internal sealed class LaneAttempt(EngineLane lane, AttemptRequest request, Action? started, CancellationToken cancellationToken) : IAsyncEnumerable<AttemptUpdate>, IAsyncEnumerator<AttemptUpdate>, IValueTaskSource<bool>
{
    private readonly AttemptUpdates _updates = new(started);
    private CancellationTokenSource? _stop;
    private CancellationTokenRegistration _interrupt;
    private Task _running = Task.CompletedTask;
    private bool _ended;

    public AttemptUpdate Current { get; private set; }

    private IValueTaskSource Wait => _updates;

    /// <summary>Starts the attempt; once.</summary>
    public IAsyncEnumerator<AttemptUpdate> GetAsyncEnumerator(CancellationToken enumeration = default)
    {
        _stop = enumeration == cancellationToken
            ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken)
            : CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, enumeration);
        _running = lane.Start(request, _updates, _stop);
        _interrupt = cancellationToken.UnsafeRegister(static updates => ((AttemptUpdates)updates!).Interrupt(), _updates);
        return this;
    }

    /// <summary>An attempt that its lane stops still ends with a result; a reader that is cancelled does not wait for it, for the engine may be stuck.</summary>
    /// <exception cref="OperationCanceledException">The reader was cancelled.</exception>
    public ValueTask<bool> MoveNextAsync()
    {
        if (_ended)
            return new ValueTask<bool>(false);
        // The wait is that of the updates, and taking one is what its end means here: a method of its own for that would be one more step a token.
        return _updates.BeginWait() is { } token ? new ValueTask<bool>(this, token) : new ValueTask<bool>(Take());
    }

    public async ValueTask DisposeAsync()
    {
        if (_stop is not { } stop)
            return;
        _stop = null;
        await _interrupt.DisposeAsync();
        lane.Forget(request);
        if (!_ended)
            await stop.CancelAsync();
        await _running;
        stop.Dispose();
    }

    bool IValueTaskSource<bool>.GetResult(short token)
    {
        Wait.GetResult(token);
        return Take();
    }

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => Wait.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        Wait.OnCompleted(continuation, state, token, flags);

    private bool Take()
    {
        cancellationToken.ThrowIfCancellationRequested();
        Current = _updates.Take();
        _ended = Current.Result is not null;
        return true;
    }
}
