using System.Runtime.CompilerServices;

namespace Orchestrator.Gateway;

/// <summary>Follows a task to its end, also when its silo dies on the way and another takes over.</summary>
internal sealed class TaskFollower(GrainCalls calls, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Everything after <paramref name="from"/>, at once or, when the reader <paramref name="awaitsAnswer"/>, no sooner than the first text or the end.
    /// The last event is <see cref="TaskEventKind.Done"/>. Ends without it when the task is gone.
    /// </summary>
    public async IAsyncEnumerable<FollowedEvent> FollowAsync(Guid id, EventPosition from, bool awaitsAnswer, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        EventPosition position = from;
        while (true)
        {
            await using IAsyncEnumerator<TaskEvent> events = calls.Watch(id, position.Sequence, awaitsAnswer, cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await NextAsync(events, cancellationToken))
            {
                TaskEvent happened = events.Current;
                position = new EventPosition(happened.Task is { IsTerminal: false, Version: var version } ? version : Math.Max(1, position.Version), happened.Sequence);
                yield return new FollowedEvent(position, happened);
                if (happened.Kind == TaskEventKind.Done)
                    yield break;
            }
            if (await calls.GetTaskAsync(id, 0, cancellationToken) is not { } task)
                yield break;
            if (task.IsTerminal)
            {
                position = position with { Sequence = position.Sequence + 1 };
                yield return new FollowedEvent(position, new TaskEvent(position.Sequence, TaskEventKind.Done, null, task, task.Attempts.Count), AfterGap: true);
                yield break;
            }
            if (task.Version != position.Version)
                position = new EventPosition(task.Version, 0);
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    /// <summary>False at the end, and when the silo that was asked has gone.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<TaskEvent> events, CancellationToken cancellationToken)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
