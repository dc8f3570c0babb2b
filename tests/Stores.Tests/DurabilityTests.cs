using System.Collections.Concurrent;
using System.Diagnostics;
using Orchestrator.Grains.Interfaces;
using Orchestrator.Grains.Stores;
using Orchestrator.Routing;
using Orchestrator.TestServers;

namespace Orchestrator.Stores.Tests;

public sealed class DurabilityTests(SharedPostgres server)
{
    private const int EnoughWrites = 400;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_sqlite_acknowledged_is_there_after_the_process_was_killed()
    {
        using var folder = new TemporaryFolder();
        var acknowledged = await WriteUntilKilledAsync("sqlite", folder.File("orchestrator.db"));
        await using var store = TaskStores.Sqlite(folder.File("orchestrator.db"));
        await AssertAllThereAsync(store, acknowledged);
    }

    [Fact]
    public async Task Whatever_postgres_acknowledged_is_there_after_the_process_was_killed()
    {
        var database = await server.NewDatabaseAsync();
        var acknowledged = await WriteUntilKilledAsync("postgres", database);
        await using var store = TaskStores.Postgres(database);
        await AssertAllThereAsync(store, acknowledged);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Postgres_may_go_away_under_load_and_nothing_is_lost_or_counted_twice(bool crash)
    {
        SharedPostgres.Require();
        await using var own = await PostgresServer.StartAsync();
        await using var store = TaskStores.Postgres(own.Url(), new TaskStoreOptions { WriteTimeout = TimeSpan.FromMinutes(2) });
        await store.InitializeAsync(Cancel);
        using var stop = new CancellationTokenSource();
        var done = new ConcurrentBag<Guid>();
        var writers = Enumerable.Range(0, 32).Select(_ => Task.Run(() => WriteAsync(store, done, stop.Token))).ToArray();

        await UntilAsync(() => done.Count >= 50);
        await own.StopAsync(crash);
        Assert.NotNull(await store.CheckAsync(Cancel));
        var before = done.Count;
        await own.ResumeAsync();
        await UntilAsync(() => done.Count >= before + 50);
        await stop.CancelAsync();
        await Task.WhenAll(writers);

        var stats = await store.StatsAsync(24, Cancel);
        foreach (var id in done)
            Assert.Equal(TaskState.Completed, (await store.ReadAsync(id, Cancel))?.State);
        Assert.Equal((done.Count, done.Count), (stats.TotalTasks, stats.ByState[TaskState.Completed]));
        Assert.Equal(done.Count, (await store.DecisionLogAsync(1, 1, null, null, Cancel)).Total);
    }

    [Fact]
    public async Task A_write_gives_up_when_postgres_stays_away()
    {
        SharedPostgres.Require();
        await using var own = await PostgresServer.StartAsync();
        await using var store = TaskStores.Postgres(own.Url(), new TaskStoreOptions { WriteTimeout = TimeSpan.FromMilliseconds(300) });
        await store.InitializeAsync(Cancel);
        await own.StopAsync();

        var error = await Assert.ThrowsAsync<UnavailableException>(() => store.CreateAsync(Samples.Task()));

        Assert.DoesNotContain("unused", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        await Assert.ThrowsAsync<UnavailableException>(() => store.ReadAsync(Guid.NewGuid(), Cancel));
    }

    /// <summary>Every write must succeed: the store waits for the database.</summary>
    private static async Task WriteAsync(ITaskStore store, ConcurrentBag<Guid> done, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var task = Samples.Task(createdAt: TimeProvider.System.GetUtcNow());
            Assert.True(await store.CreateAsync(task));
            Assert.True(await store.CompleteAsync(Samples.Completed(task), [Samples.Decision()]));
            done.Add(task.Id);
        }
    }

    private static async Task<IReadOnlyList<(string What, Guid Id)>> WriteUntilKilledAsync(string kind, string where)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "Orchestrator.StoreWriter.dll"), kind, where])
            start.ArgumentList.Add(argument);
        using var writer = Process.Start(start)!;
        List<(string, Guid)> acknowledged = [];
        while (await writer.StandardOutput.ReadLineAsync(Cancel) is { } line)
        {
            // The last line may be cut off by the kill.
            if (line.Split(' ') is [var what, { Length: 36 } id])
                acknowledged.Add((what, Guid.Parse(id)));
            if (acknowledged.Count == EnoughWrites)
                writer.Kill();
        }

        await writer.WaitForExitAsync(Cancel);
        Assert.True(acknowledged.Count >= EnoughWrites);
        return acknowledged;
    }

    private static async Task AssertAllThereAsync(ITaskStore store, IReadOnlyList<(string What, Guid Id)> acknowledged)
    {
        await store.InitializeAsync(Cancel);
        foreach (var (what, id) in acknowledged)
        {
            var task = await store.ReadAsync(id, Cancel);
            Assert.NotNull(task);
            Assert.True(what == "created" || task.State == TaskState.Completed);
        }

        // The roll-ups are written with the rows they count.
        var finished = 0L;
        for (string? cursor = null; ;)
        {
            var page = await store.ListAsync(new TaskQuery { State = TaskState.Completed, Limit = 500, Cursor = cursor }, Cancel);
            finished += page.Tasks.Count;
            if ((cursor = page.NextCursor) is null)
                break;
        }

        Assert.Equal(finished, (await store.StatsAsync(24, Cancel)).ByState[TaskState.Completed]);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
            await Task.Delay(10, Cancel);
    }
}
