using System.Threading.Tasks.Sources;

namespace Orchestrator.Grains;

/// <summary>
/// What an engine has to say of one attempt, from the thread that runs it to the one that reads: everything that has gathered since the last read
/// comes as one update, so that a slow reader costs no memory per token and a fast one no delay. One writer, one reader.
/// </summary>
internal sealed class AttemptUpdates : IValueTaskSource
{
    private readonly Lock _lock = new();
    private ManualResetValueTaskSourceCore<bool> _ready = new() { RunContinuationsAsynchronously = true };
    private AttemptUpdate _gathered;
    private bool _something;
    private bool _waiting;

    public void Add(AttemptUpdate update)
    {
        bool wake;
        lock (_lock)
        {
            _gathered = _something
                ? new AttemptUpdate(_gathered.Text + update.Text, _gathered.Started || update.Started, update.Result)
                : update;
            _something = true;
            wake = _waiting;
            _waiting = false;
        }

        if (wake)
            _ready.SetResult(true);
    }

    /// <summary>Waits until there is something to take.</summary>
    public ValueTask WaitAsync()
    {
        lock (_lock)
        {
            if (_something)
                return ValueTask.CompletedTask;
            _ready.Reset();
            _waiting = true;
            return new ValueTask(this, _ready.Version);
        }
    }

    public AttemptUpdate Take()
    {
        lock (_lock)
        {
            var taken = _gathered;
            (_gathered, _something) = (default, false);
            return taken;
        }
    }

    void IValueTaskSource.GetResult(short token) => _ready.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _ready.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _ready.OnCompleted(continuation, state, token, flags);
}
