using System.Runtime.CompilerServices;

namespace Orchestrator.Grains;

/// <summary>
/// What happened to one task, in order, and those who wait for more. All watchers read the same list, each at its own pace, so a slow
/// one costs nothing but its position. One writer, readers on any thread.
/// </summary>
internal sealed class TaskEventLog
{
    private readonly Lock _lock = new();
    private readonly List<TaskEvent> _events = [];
    private TaskCompletionSource? _more;
    private TaskCompletionSource? _answer;
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
        TaskCompletionSource? more, answer;
        lock (_lock)
        {
            _closed = true;
            (more, answer) = (Take(ref _more), Take(ref _answer));
        }

        more?.SetResult();
        answer?.SetResult();
    }

    /// <summary>Every event after <paramref name="afterSequence"/>, then the ones to come until the log is closed.</summary>
    /// <param name="afterSequence">The last event that is known already; 0 for none.</param>
    /// <param name="awaitsAnswer">True: the reader is not woken for what comes before the first text or the end, but gets it with them.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<TaskEvent> Follow(long afterSequence, bool awaitsAnswer, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var next = (int)Math.Clamp(afterSequence, 0, int.MaxValue); ;)
        {
            if (TryRead(next, awaitsAnswer, out var happened, out var more))
            {
                next++;
                yield return happened;
                continue;
            }

            if (more is null)
                yield break;
            await more.WaitAsync(cancellationToken);
        }
    }

    /// <summary>False when the event is still to come, which <paramref name="more"/> tells, or never comes.</summary>
    private bool TryRead(int index, bool awaitsAnswer, out TaskEvent happened, out Task? more)
    {
        (happened, more) = (default, null);
        lock (_lock)
        {
            if (index < _events.Count)
            {
                happened = _events[index];
                return true;
            }

            if (!_closed)
                more = WaitOn(ref awaitsAnswer ? ref _answer : ref _more);
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
        TaskCompletionSource? more, answer;
        lock (_lock)
        {
            _events.Add(taskEvent);
            more = Take(ref _more);
            _spoke |= taskEvent.Kind == TaskEventKind.Token;
            answer = _spoke || taskEvent.Kind == TaskEventKind.Done ? Take(ref _answer) : null;
        }

        more?.SetResult();
        answer?.SetResult();
    }

    private static Task WaitOn(ref TaskCompletionSource? waiting) =>
        (waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private static TaskCompletionSource? Take(ref TaskCompletionSource? waiting)
    {
        var taken = waiting;
        waiting = null;
        return taken;
    }
}
