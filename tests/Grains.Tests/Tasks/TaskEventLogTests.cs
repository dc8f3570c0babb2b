using Orchestrator.Grains.Interfaces;
using Orchestrator.Routing;

namespace Orchestrator.Grains.Tests;

public sealed class TaskEventLogTests
{
    [Fact]
    public async Task Readers_on_other_threads_see_every_event_once_and_in_order()
    {
        const int Events = 5_000;
        var log = new TaskEventLog();
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(() => ReadAsync(log, after: 0))).ToArray();
        for (var i = 0; i < Events; i++)
            log.AddText($"{i} ", attemptNumber: 1);
        log.Close();
        foreach (var seen in await Task.WhenAll(readers))
            Assert.Equal(Enumerable.Range(1, Events).Select(number => (long)number), seen.Select(happened => happened.Sequence));
    }

    [Fact]
    public async Task A_reader_that_comes_back_goes_on_after_what_it_saw()
    {
        var log = new TaskEventLog();
        log.AddText("a", 1);
        log.AddText("b", 1);
        log.AddText("c", 1);
        log.Close();
        Assert.Equal(["c"], (await ReadAsync(log, after: 2)).Select(happened => happened.Text!));
    }

    [Fact]
    public async Task A_reader_that_leaves_is_let_go()
    {
        using var leaves = new CancellationTokenSource();
        var reading = Task.Run(() => ReadAsync(new TaskEventLog(), after: 0, leaves.Token));
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task Who_awaits_the_answer_is_woken_by_the_first_text_and_all_that_follows()
    {
        var log = new TaskEventLog();
        await using var events = log.Follow(0, awaitsAnswer: true, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var next = events.MoveNextAsync().AsTask();
        log.Add(TaskEventKind.Status, In(TaskState.Routing));
        log.Add(TaskEventKind.Attempt, In(TaskState.Executing));
        Assert.NotSame(next, await Task.WhenAny(next, Task.Delay(20, TestContext.Current.CancellationToken)));

        log.AddText("Hello", 1);
        List<TaskEventKind> seen = [];
        for (; seen.Count < 3 && await next; next = events.MoveNextAsync().AsTask())
            seen.Add(events.Current.Kind);
        Assert.Equal([TaskEventKind.Status, TaskEventKind.Attempt, TaskEventKind.Token], seen);

        // Who has begun to speak may break off: that must be told at once.
        log.Add(TaskEventKind.Attempt, In(TaskState.Executing));
        Assert.True(await next);
        Assert.Equal(TaskEventKind.Attempt, events.Current.Kind);
        next = events.MoveNextAsync().AsTask();
        log.Add(TaskEventKind.Done, In(TaskState.Completed));
        Assert.True(await next);
        Assert.Equal(TaskEventKind.Done, events.Current.Kind);
        log.Close();
        Assert.False(await events.MoveNextAsync());
    }

    private static TaskSnapshot In(TaskState state) => new()
    {
        Id = Guid.CreateVersion7(),
        Version = 1,
        Owner = "S127.0.0.1:11111:1",
        State = state,
        CreatedAt = TimeProvider.System.GetUtcNow(),
        Submission = new TaskSubmission { Type = TaskType.Chat, InputText = "hello", Account = "team-a" },
    };

    private static async Task<List<TaskEvent>> ReadAsync(TaskEventLog log, long after, CancellationToken cancellationToken = default)
    {
        List<TaskEvent> seen = [];
        await foreach (var happened in log.Follow(after, awaitsAnswer: false, cancellationToken))
            seen.Add(happened);
        return seen;
    }
}
