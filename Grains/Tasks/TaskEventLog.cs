using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace Orchestrator.Grains;

/// <summary>
/// What happened to one task, in order, and those who wait for more. All watchers read the same list, each at its own pace, so a slow
/// one costs nothing but its position. One writer, readers on any thread.
/// </summary>
internal sealed class TaskEventLog
{
    private readonly Lock _lock = new();
    private readonly List<TaskEvent> _events = [];
    private readonly List<Watcher> _waiting = [];
    private bool _spoke;
    private volatile bool _closed;

    /// <summary>True after <see cref="Close"/>: nothing more comes.</summary>
    public bool IsClosed => _closed;

    /// <summary>What a watcher of a task that is not in memory gets to see: its end, after its text.</summary>
    public static IEnumerable<TaskEvent> Past(TaskSnapshot task)
    {
        if (task.Result is { Length: > 0 } text)
            yield return new TaskEvent(1, TaskEventKind.Token, text, null, AttemptOf(task));
        yield return new TaskEvent(2, TaskEventKind.Done, null, task, AttemptOf(task));
    }

    public void Add(TaskEventKind kind, TaskSnapshot task) =>
        Append(new TaskEvent(_events.Count + 1, kind, null, task, AttemptOf(task)));

    public void AddText(string text, int attemptNumber) =>
        Append(new TaskEvent(_events.Count + 1, TaskEventKind.Token, text, null, attemptNumber));

    /// <summary>Ends the log: watchers get what is left and end. Fenced-off owners close without a terminal event.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            Wake(all: true);
        }
    }

    /// <summary>Every event after <paramref name="afterSequence"/>, then the ones to come until the log is closed.</summary>
    /// <param name="afterSequence">The last event that is known already; 0 for none.</param>
    /// <param name="awaitsAnswer">True: the reader is not woken for what comes before the first text or the end, but gets it with them.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<TaskEvent> Follow(long afterSequence, bool awaitsAnswer, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var watcher = new Watcher(this, awaitsAnswer, cancellationToken);
        using var stop = cancellationToken.UnsafeRegister(static watcher => ((Watcher)watcher!).Leave(), watcher);
        for (var next = (int)Math.Clamp(afterSequence, 0, int.MaxValue); ;)
        {
            if (TryRead(next, watcher, out var happened, out var mayCome))
            {
                next++;
                yield return happened;
                continue;
            }

            if (!mayCome)
                yield break;
            await watcher.MoreAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>False when the event is still to come, which the watcher waits for from now on, or never comes.</summary>
    private bool TryRead(int index, Watcher watcher, out TaskEvent happened, out bool mayCome)
    {
        happened = default;
        lock (_lock)
        {
            mayCome = !_closed;
            if (index < _events.Count)
            {
                happened = _events[index];
                return true;
            }

            if (mayCome)
                watcher.Wait();
            return false;
        }
    }

    /// <summary>The attempt an event belongs to: the one that answered, which need not be the last when two ran side by side, or the latest.</summary>
    private static int AttemptOf(TaskSnapshot task)
    {
        for (var number = task.State == TaskState.Completed ? task.Attempts.Count : 0; number > 0; number--)
        {
            if (task.Attempts[number - 1].Outcome == AttemptOutcomes.Completed)
                return number;
        }

        return task.Attempts.Count;
    }

    private void Append(TaskEvent taskEvent)
    {
        lock (_lock)
        {
            _events.Add(taskEvent);
            _spoke |= taskEvent.Kind == TaskEventKind.Token;
            Wake(all: _spoke || taskEvent.Kind == TaskEventKind.Done);
        }
    }

    /// <summary>Wakes those who wait, or those of them who do not await an answer. Under the lock: they go on on threads of their own.</summary>
    private void Wake(bool all)
    {
        for (var i = _waiting.Count - 1; i >= 0; i--)
        {
            if (all || !_waiting[i].AwaitsAnswer)
                _waiting[i].Wake();
        }
    }

    /// <summary>Somebody who reads the log, and what it waits on: one object for all its waits, since a stream has one for each token.</summary>
    private sealed class Watcher(TaskEventLog log, bool awaitsAnswer, CancellationToken stop) : IValueTaskSource
    {
        private ManualResetValueTaskSourceCore<bool> _more = new() { RunContinuationsAsynchronously = true };

        public bool AwaitsAnswer => awaitsAnswer;

        /// <summary>Begins to wait for the next event, the end or the reader's own. Under the log's lock.</summary>
        public void Wait()
        {
            _more.Reset();
            if (stop.IsCancellationRequested)
                _more.SetResult(true);
            else
                log._waiting.Add(this);
        }

        /// <summary>The end of the wait that has begun.</summary>
        public ValueTask MoreAsync() => new(this, _more.Version);

        /// <summary>Ends the wait. Under the log's lock.</summary>
        public void Wake()
        {
            log._waiting.Remove(this);
            _more.SetResult(true);
        }

        /// <summary>The reader was cancelled.</summary>
        public void Leave()
        {
            lock (log._lock)
            {
                if (log._waiting.Contains(this))
                    Wake();
            }
        }

        void IValueTaskSource.GetResult(short token) => _more.GetResult(token);

        ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _more.GetStatus(token);

        void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _more.OnCompleted(continuation, state, token, flags);
    }
}
