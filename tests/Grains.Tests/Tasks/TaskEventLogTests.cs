using Orchestrator.Grains.Interfaces;

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

    private static async Task<List<TaskEvent>> ReadAsync(TaskEventLog log, long after, CancellationToken cancellationToken = default)
    {
        List<TaskEvent> seen = [];
        await foreach (var happened in log.Follow(after, cancellationToken))
            seen.Add(happened);
        return seen;
    }
}
