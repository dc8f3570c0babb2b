namespace Orchestrator.Grains.Stores;

/// <summary>Progress that waits to be written: one note a task, the latest wins. Thread-safe.</summary>
internal sealed class ProgressNotes : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TimeSpan _interval;
    private readonly ITimer _timer;
    private Dictionary<Guid, TaskSnapshot> _notes = [];
    private bool _armed;

    /// <param name="interval">How long notes gather.</param>
    /// <param name="flush">Called when they are due.</param>
    /// <param name="time">The clock.</param>
    public ProgressNotes(TimeSpan interval, Action flush, TimeProvider time)
    {
        _interval = interval;
        _timer = time.CreateTimer(_ => flush(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Note(TaskSnapshot task)
    {
        lock (_lock)
        {
            if (_notes.TryGetValue(task.Id, out var earlier) && earlier.Version > task.Version)
                return;
            _notes[task.Id] = task;
            if (_armed)
                return;
            _armed = true;
            _timer.Change(_interval, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The task has ended: what was noted of it before is of no use.</summary>
    public void Drop(Guid id)
    {
        lock (_lock)
            _notes.Remove(id);
    }

    /// <summary>Takes all notes out.</summary>
    public IReadOnlyCollection<TaskSnapshot> Take()
    {
        lock (_lock)
        {
            _armed = false;
            if (_notes.Count == 0)
                return [];
            var notes = _notes;
            _notes = [];
            return notes.Values;
        }
    }

    public void Dispose() => _timer.Dispose();
}
