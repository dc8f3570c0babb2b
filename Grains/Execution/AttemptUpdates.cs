using System.Text;
using System.Threading.Tasks.Sources;

namespace Orchestrator.Grains;

/// <summary>
/// What an engine has to say of one attempt, from the thread that runs it to the one that reads: everything that has gathered since the last read
/// comes as one update, so that a slow reader costs no memory per token and a fast one no delay. One writer, one reader.
/// </summary>
/// <param name="started">Called when the attempt has its slot, by the thread that runs it; null tells the reader by an update.</param>
internal sealed class AttemptUpdates(Action? started = null) : IValueTaskSource
{
    private readonly Lock _lock = new();
    private ManualResetValueTaskSourceCore<bool> _ready = new() { RunContinuationsAsynchronously = true };
    private AttemptUpdate _gathered;
    private StringBuilder? _text;
    private bool _something;
    private bool _waiting;
    private bool _interrupted;

    /// <summary>The attempt has its slot.</summary>
    public void Start()
    {
        if (started is null)
            Add(new AttemptUpdate(null, true, null));
        else
            started();
    }

    public void Add(AttemptUpdate update)
    {
        bool wake;
        lock (_lock)
        {
            if (_something)
                Gather(update);
            else
                (_gathered, _something) = (update, true);
            wake = _waiting;
            _waiting = false;
        }

        if (wake)
            _ready.SetResult(true);
    }

    /// <summary>Ends the reader's wait, now and from now on, although there is nothing to take.</summary>
    public void Interrupt()
    {
        bool wake;
        lock (_lock)
        {
            wake = _waiting;
            (_waiting, _interrupted) = (false, true);
        }

        if (wake)
            _ready.SetResult(true);
    }

    /// <summary>Begins to wait until there is something to take, or <see cref="Interrupt"/>: the token of this source for it, or null where there is nothing to wait for.</summary>
    public short? BeginWait()
    {
        lock (_lock)
        {
            if (_something || _interrupted)
                return null;
            _ready.Reset();
            _waiting = true;
            return _ready.Version;
        }
    }

    public AttemptUpdate Take()
    {
        lock (_lock)
        {
            var taken = _text is { } text ? _gathered with { Text = text.ToString() } : _gathered;
            (_gathered, _text, _something) = (default, null, false);
            return taken;
        }
    }

    /// <summary>Adds to what nobody has taken yet. Not by joining strings: an engine that is far ahead would copy all of its text for each token.</summary>
    private void Gather(AttemptUpdate update)
    {
        if (_gathered.Text is { } first && update.Text is { } next)
            (_text ??= new StringBuilder(first)).Append(next);
        _gathered = new AttemptUpdate(_gathered.Text ?? update.Text, _gathered.Started || update.Started, update.Result);
    }

    void IValueTaskSource.GetResult(short token) => _ready.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _ready.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _ready.OnCompleted(continuation, state, token, flags);
}
