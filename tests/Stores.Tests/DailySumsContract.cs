using Orchestrator.Grains.Interfaces;
using Orchestrator.Grains.Stores;
using Orchestrator.Routing;

namespace Orchestrator.Stores.Tests;

/// <summary>Days that are over are read as one row, and nobody can tell.</summary>
public abstract class DailySumsContract : StoreContract
{
    private static readonly TimeSpan Days = TimeSpan.FromDays(5);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(48)]
    public async Task Figures_read_from_days_equal_those_read_from_hours(int stretches)
    {
        await FillAsync(new Random(stretches));
        var now = Fixture.Time.GetUtcNow();
        StatsQuery[] queries =
        [
            new() { Hours = 120, Stretches = stretches }, new() { Hours = 71, Stretches = stretches },
            new() { From = now.AddHours(-100), To = now.AddHours(-31), Stretches = stretches }, new() { From = Midnight(now).AddDays(-3), To = Midnight(now).AddDays(-1), Stretches = stretches },
        ];
        List<GroupedStats> byHour = [];
        await using (var first = Fixture.NewStore())
        {
            await first.InitializeAsync(Cancel);
            foreach (var query in queries)
                byHour.Add(await first.GroupedAsync(query, CostBook.Empty, Cancel));
        }

        await SumUpAsync();
        // Nothing but the day's own row can answer for it now.
        await Fixture.ExecuteAsync($"DELETE FROM histograms_hourly WHERE hour >= {Hour(Midnight(now).AddDays(-2))} AND hour < {Hour(Midnight(now).AddDays(-1))}");
        await Fixture.ExecuteAsync($"DELETE FROM latency_hourly WHERE hour >= {Hour(Midnight(now).AddDays(-2))} AND hour < {Hour(Midnight(now).AddDays(-1))}");
        await using var second = Fixture.NewStore();
        await second.InitializeAsync(Cancel);
        foreach (var (query, expected) in queries.Zip(byHour))
            Assert.Equivalent(expected, await second.GroupedAsync(query, CostBook.Empty, Cancel), strict: true);
    }

    [Fact]
    public async Task Days_with_edges_inside_them_are_read_hour_by_hour()
    {
        var tasks = await FillAsync(new Random(3));
        await SumUpAsync();
        var now = Fixture.Time.GetUtcNow();
        var (first, end) = (Floor(now.AddHours(-100)), Floor(now.AddHours(-31)));

        var stats = await Store.GroupedAsync(new StatsQuery { From = first, To = end, Stretches = 5 }, CostBook.Empty, Cancel);

        Assert.Equal(tasks.Count(task => task.CompletedAt >= first && task.CompletedAt < end), stats.Sums.Tasks);
        foreach (var stretch in stats.Stretches)
            Assert.Equal(tasks.Count(task => task.CompletedAt >= stretch.From && task.CompletedAt < stretch.From.AddHours(stretch.Hours)), stretch.Figures.Tasks);
    }

    [Fact]
    public async Task A_task_that_ends_late_in_a_day_that_was_added_up_counts_at_once_and_ever_after()
    {
        var tasks = await FillAsync(new Random(4));
        await SumUpAsync();
        await EndAsync(Samples.Task(createdAt: Fixture.Time.GetUtcNow().AddDays(-2)), Fixture.Time.GetUtcNow().AddDays(-2), 250);

        Assert.Equal(tasks.Length + 1, await CountAsync());
        await SumUpAsync();
        Assert.Equal(tasks.Length + 1, await CountAsync());
    }

    [Fact]
    public async Task The_day_that_runs_and_one_just_over_are_never_added_up()
    {
        Fixture.Time.SetUtcNow(new DateTimeOffset(2026, 3, 15, 1, 59, 0, TimeSpan.Zero));
        var yesterday = Midnight(Fixture.Time.GetUtcNow()).AddHours(-1);
        await EndAsync(Samples.Task(createdAt: yesterday), yesterday, 100);
        await SumUpAsync();
        await Fixture.ExecuteAsync("DELETE FROM groups_hourly");

        Assert.Equal(0, await CountAsync());
    }

    private async Task<long> CountAsync() => (await Store.GroupedAsync(new StatsQuery { Hours = 150 }, CostBook.Empty, Cancel)).Sums.Tasks;

    private async Task SumUpAsync()
    {
        await Store.GroupedAsync(new StatsQuery { Hours = 150 }, CostBook.Empty, Cancel);
        await ((TaskStore)Store).DaysAreSummed.WaitAsync(Cancel);
    }

    private async Task<TaskSnapshot[]> FillAsync(Random random)
    {
        var now = Fixture.Time.GetUtcNow();
        return await Task.WhenAll(Enumerable.Range(0, 120).Select(_ =>
        {
            var created = now - (random.NextDouble() * Days);
            var task = Samples.Task(createdAt: created);
            return EndAsync(task with { Submission = task.Submission with { Type = (TaskType)random.Next(6) } }, created, Math.Exp(random.NextDouble() * 10));
        }));
    }

    private async Task<TaskSnapshot> EndAsync(TaskSnapshot task, DateTimeOffset at, double latency)
    {
        var done = Samples.Completed(task, ComputeTarget.Gpu, latency) with { CompletedAt = at };
        await Store.CreateAsync(done with { Version = 1, State = TaskState.Pending, Decision = null, Attempts = [] });
        Assert.True(await Store.CompleteAsync(done, [done.Decision!]));
        return done;
    }

    private static long Hour(DateTimeOffset day) => StoredTime.HourOf(day);

    private static DateTimeOffset Midnight(DateTimeOffset time) => new(time.UtcDateTime.Date, TimeSpan.Zero);

    private static DateTimeOffset Floor(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
}

public sealed class SqliteDailySums : DailySumsContract
{
    protected override Task<StoreFixture> OpenAsync() => Sqlite();
}

public sealed class PostgresDailySums(SharedPostgres server) : DailySumsContract
{
    protected override Task<StoreFixture> OpenAsync() => Postgres(server);
}
