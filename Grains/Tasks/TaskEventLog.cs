using System.Runtime.CompilerServices;

namespace Orchestrator.Grains;

/// <summary>
/// What happened to one task, in order, and those who wait for more. All watchers read the same list, each at its own pace, so a slow
/// one costs nothing but its position. Used from one grain only: not thread-safe.
/// </summary>
internal sealed class TaskEventLog
{
    private readonly List<TaskEvent> _events = [];
    private TaskCompletionSource? _more;

    /// <summary>True after <see cref="Close"/>: nothing more comes.</summary>
    public bool IsClosed { get; private set; }

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
        IsClosed = true;
        Wake();
    }

    /// <summary>Every event after <paramref name="afterSequence"/>, then the ones to come until the log is closed.</summary>
    public async IAsyncEnumerable<TaskEvent> Follow(long afterSequence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var next = (int)Math.Clamp(afterSequence, 0, int.MaxValue); ;)
        {
            while (next < _events.Count)
                yield return _events[next++];
            if (IsClosed)
                yield break;
            _more ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await _more.Task.WaitAsync(cancellationToken);
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
        _events.Add(taskEvent);
        Wake();
    }

    private void Wake()
    {
        var waiting = _more;
        _more = null;
        waiting?.SetResult();
    }
}
