namespace Orchestrator.Grains.Stores;

/// <summary>
/// The first write of a task that nobody was told of yet. It is made soon after somebody hurries it, or together with the task's end if that comes first. Thread-safe.
/// </summary>
public sealed class FirstWrite
{
    private readonly CreateWrite _write;
    private readonly GroupCommitter _committer;
    private readonly DelayedWrites _delayed;
    private int _handedIn;

    internal FirstWrite(CreateWrite write, GroupCommitter committer, DelayedWrites delayed)
    {
        _write = write;
        _committer = committer;
        _delayed = delayed;
    }

    /// <summary>True when the task is durable; false when its id existed already.</summary>
    /// <exception cref="UnavailableException">It could not be written.</exception>
    public Task<bool> Completion => _write.Completion;

    /// <summary>True when the task is known to be durable.</summary>
    public bool IsDurable => Completion.IsCompletedSuccessfully && _write.Outcome;

    /// <summary>True when the write is over and the task is not known to be durable.</summary>
    public bool IsRefused => Completion.IsCompleted && !IsDurable;

    /// <summary>True when it is made together with the task's end.</summary>
    public bool IsWithEnd => _write.IsWithEnd;

    /// <summary>When it was put off, a timestamp of the system's clock.</summary>
    internal long Since { get; } = TimeProvider.System.GetTimestamp();

    /// <summary>True while nobody has handed it in, and no end of the task makes it.</summary>
    internal bool IsPutOff => Volatile.Read(ref _handedIn) == 0 && !IsWithEnd;

    /// <summary>Hands the write in, unless that was done, or the task's end makes it.</summary>
    public void Hurry()
    {
        if (IsWithEnd || Interlocked.Exchange(ref _handedIn, 1) != 0)
            return;
        _ = HandInAsync();
        _delayed.HandedIn();
    }

    /// <summary>Says that the task's end, which makes this write, is with the writer.</summary>
    internal void HandedInWithEnd()
    {
        if (Interlocked.Exchange(ref _handedIn, 1) == 0)
            _delayed.HandedIn();
    }

    /// <summary>The write, for the one who makes it together with the task's end; null when it is too late for that.</summary>
    internal CreateWrite? Join() => _write.TryMakeWithEnd() ? _write : null;

    private async Task HandInAsync()
    {
        try
        {
            await _committer.WriteAsync(_write);
        }
        catch (UnavailableException refused)
        {
            // What the writer refused is known by then; this is about a write that found no room.
            if (_write.TryMakeByItself())
                _write.Fail(refused);
        }
    }
}
