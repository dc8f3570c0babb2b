using Orchestrator.Grains.Stores;
using Orchestrator.Routing;

namespace Orchestrator.Stores.Tests;

/// <summary>The first write of a task whose caller stays for the answer: put off, and made with the end when that comes first.</summary>
public abstract class FirstWriteContract : StoreContract
{
    [Fact]
    public async Task A_task_that_ends_within_the_delay_is_written_once_and_whole()
    {
        await using var store = await PatientAsync();
        var task = Samples.Task() with { Submission = Samples.Task().Submission with { CallbackUrl = "https://example.org/hook", Metadata = new Dictionary<string, string> { ["team"] = "blue" } } };
        var done = Samples.Completed(task) with { Embedding = [1.5f, -2.25f], ToolCallsJson = "[]" };

        var first = store.CreateSoon(task);
        Assert.False(first.Completion.IsCompleted);
        Assert.True(await store.CompleteAsync(done, [Samples.Decision()], first));

        Assert.True(first is { IsDurable: true, IsWithEnd: true, IsRefused: false });
        SnapshotAssert.Equal(done, await Store.ReadAsync(task.Id, Cancel));
        var stats = await Store.StatsAsync(24, Cancel);
        Assert.Equal((1, 1), (stats.TotalTasks, stats.ByState[TaskState.Completed]));
        Assert.Equal(1, (await Store.DecisionLogAsync(1, 10, null, null, Cancel)).Total);
        Assert.Equal(task.Id, Assert.Single(await store.ClaimWebhooksAsync("worker", TimeSpan.FromMinutes(1), 10, Cancel)).TaskId);
    }

    [Fact]
    public async Task A_task_that_takes_longer_is_written_when_the_delay_is_over()
    {
        var task = Samples.Task();
        var first = Store.CreateSoon(task);

        Assert.True(await first.Completion.WaitAsync(TimeSpan.FromSeconds(30), Cancel));
        Assert.False(first.IsWithEnd);
        SnapshotAssert.Equal(task, await Store.ReadAsync(task.Id, Cancel));
        Assert.True(await Store.CompleteAsync(Samples.Completed(task), [Samples.Decision()], first));
        Assert.Equal(TaskState.Completed, (await Store.ReadAsync(task.Id, Cancel))!.State);
    }

    [Fact]
    public async Task Whoever_is_hurried_does_not_wait_for_the_delay()
    {
        await using var store = await PatientAsync();
        var task = Samples.Task();
        var first = store.CreateSoon(task);
        first.Hurry();
        first.Hurry();

        Assert.True(await first.Completion);
        SnapshotAssert.Equal(task, await Store.ReadAsync(task.Id, Cancel));
    }

    [Fact]
    public async Task Whether_the_first_write_is_hurried_or_not_its_end_comes_after_it()
    {
        await using var store = await PatientAsync();
        var tasks = Enumerable.Range(0, 60).Select(i => Samples.Task($"prompt {i}")).ToArray();

        var ends = await Task.WhenAll(tasks.Select((task, i) => Task.Run(() =>
        {
            var first = store.CreateSoon(task);
            if (i % 3 == 0)
                first.Hurry();
            return store.CompleteAsync(Samples.Completed(task), [Samples.Decision()], first);
        })));

        Assert.All(ends, Assert.True);
        foreach (var task in tasks)
            SnapshotAssert.Equal(Samples.Completed(task), await Store.ReadAsync(task.Id, Cancel));
        Assert.Equal(60, (await Store.StatsAsync(24, Cancel)).ByState[TaskState.Completed]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_taken_id_is_refused_with_its_end_and_changes_nothing(bool hurried)
    {
        await using var store = await PatientAsync();
        var known = Samples.Task("first");
        await Store.CreateAsync(known);
        var other = Samples.Task("second", known.Id);

        var first = store.CreateSoon(other);
        if (hurried)
            first.Hurry();

        Assert.False(await store.CompleteAsync(Samples.Completed(other), [Samples.Decision()], first));
        Assert.False(await first.Completion);
        Assert.True(first.IsRefused);
        SnapshotAssert.Equal(known, await Store.ReadAsync(known.Id, Cancel));
        Assert.Equal(1, (await Store.StatsAsync(24, Cancel)).TotalTasks);
        Assert.Equal(0, (await Store.DecisionLogAsync(1, 10, null, null, Cancel)).Total);
    }

    [Fact]
    public async Task Closing_the_store_writes_what_was_put_off()
    {
        var store = await PatientAsync();
        var task = Samples.Task();
        var first = store.CreateSoon(task);
        await store.DisposeAsync();

        Assert.True(await first.Completion);
        SnapshotAssert.Equal(task, await Store.ReadAsync(task.Id, Cancel));
    }

    /// <summary>A store that puts first writes off for longer than a test takes.</summary>
    private async Task<ITaskStore> PatientAsync()
    {
        var store = Fixture.NewStore(new TaskStoreOptions { FirstWriteDelay = TimeSpan.FromSeconds(60) });
        await store.InitializeAsync(Cancel);
        return store;
    }
}

public sealed class SqliteFirstWrites : FirstWriteContract
{
    protected override Task<StoreFixture> OpenAsync() => Sqlite();
}

public sealed class PostgresFirstWrites(SharedPostgres server) : FirstWriteContract
{
    protected override Task<StoreFixture> OpenAsync() => Postgres(server);
}
