using Orchestrator.Grains.Interfaces;
using Orchestrator.Routing;

namespace Orchestrator.Stores.Tests;

public abstract class StatsContract : StoreContract
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Figures_equal_what_counting_every_task_gives(int seed)
    {
        var random = new Random(seed);
        var now = Fixture.Time.GetUtcNow();
        var tasks = Enumerable.Range(0, 120).Select(_ => Samples.Task(createdAt: now.AddMinutes(-random.Next(6 * 60)))).ToArray();
        await Task.WhenAll(tasks.Select(Store.CreateAsync));
        var ends = tasks.Select(task => Ending(task, random)).ToArray();
        Assert.All(await Task.WhenAll(ends.Where(task => task.IsTerminal).Select(task => Store.CompleteAsync(task, [Samples.Decision()]))), Assert.True);

        foreach (var hours in (int[])[1, 3, 24])
            AssertFigures(ends, await Store.StatsAsync(hours, Cancel), hours, now);
    }

    [Fact]
    public async Task No_tasks_give_zeros_and_unknowns()
    {
        var stats = await Store.StatsAsync(24, Cancel);
        Assert.Equal((0L, 0m, 0m, 0m, 0L, 24), (stats.TotalTasks, stats.TotalCostUsd, stats.BaselineCostUsd, stats.SavedUsd, stats.UnpricedTasks, stats.PeriodHours));
        Assert.Equal((null, null, null), (stats.AverageLatencyMs, stats.P95LatencyMs, stats.SlaAttainment));
        Assert.Empty(stats.ByState);
        Assert.Empty(stats.ByTarget);
    }

    [Fact]
    public async Task Sums_of_large_amounts_stay_exact()
    {
        foreach (var _ in Enumerable.Range(0, 3))
        {
            var task = Samples.Task(createdAt: Fixture.Time.GetUtcNow());
            await Store.CreateAsync(task);
            await Store.CompleteAsync(Samples.Completed(task) with { ActualCostUsd = 0.000000000001m, CloudBaselineCostUsd = 2_000_000.000000000003m }, []);
        }

        var stats = await Store.StatsAsync(1, Cancel);
        Assert.Equal((0.000000000003m, 6_000_000.000000000009m, 6_000_000.000000000006m), (stats.TotalCostUsd, stats.BaselineCostUsd, stats.SavedUsd));
    }

    [Fact]
    public async Task The_decision_log_is_newest_first_and_knows_its_length()
    {
        for (var i = 0; i < 12; i++)
        {
            var task = Samples.Task(createdAt: Samples.Morning.AddMinutes(i));
            await Store.CreateAsync(task);
            await Store.CompleteAsync(Samples.Completed(task), i % 3 == 0
                ? [Samples.Decision(ComputeTarget.Gpu, DecisionStage.Scored, Samples.Morning.AddMinutes(i)), Samples.Decision(ComputeTarget.Cpu, at: Samples.Morning.AddMinutes(i).AddSeconds(1))]
                : [Samples.Decision(at: Samples.Morning.AddMinutes(i))]);
        }

        var first = await Store.DecisionLogAsync(1, 10, null, null, Cancel);
        var second = await Store.DecisionLogAsync(2, 10, null, null, Cancel);
        var all = first.Entries.Concat(second.Entries).ToArray();

        Assert.Equal((16L, 16L, 10, 6), (first.Total, second.Total, first.Entries.Count, second.Entries.Count));
        Assert.Equal(all.OrderByDescending(entry => entry.Decision.DecidedAt).Select(entry => entry.Decision.DecidedAt), all.Select(entry => entry.Decision.DecidedAt));
        Assert.Equal(4, all.Count(entry => entry.AttemptNumber == 2));
        Assert.Empty((await Store.DecisionLogAsync(3, 10, null, null, Cancel)).Entries);

        Assert.Equal(4, (await Store.DecisionLogAsync(1, 50, ComputeTarget.Gpu, null, Cancel)).Total);
        Assert.All((await Store.DecisionLogAsync(1, 50, null, DecisionStage.Scored, Cancel)).Entries, entry => Assert.Equal(ComputeTarget.Gpu, entry.Decision.Target));
        Assert.Equal((0L, 12L), ((await Store.DecisionLogAsync(1, 50, ComputeTarget.Gpu, DecisionStage.RuleBased, Cancel)).Total, (await Store.DecisionLogAsync(1, 50, ComputeTarget.Cpu, DecisionStage.RuleBased, Cancel)).Total));
    }

    [Theory]
    [InlineData(null, DecisionStage.Ml)]
    [InlineData(ComputeTarget.Cloud, null)]
    [InlineData(ComputeTarget.Cloud, DecisionStage.Ml)]
    public async Task A_filtered_page_of_the_log_follows_the_one_before(ComputeTarget? target, DecisionStage? stage)
    {
        var random = new Random(9);
        var decisions = Enumerable.Range(0, 60)
            .Select(i => Samples.Decision((ComputeTarget)random.Next(4), (DecisionStage)random.Next(5), Samples.Morning.AddSeconds(random.Next(40))))
            .ToArray();
        foreach (var decision in decisions)
        {
            var task = Samples.Task();
            await Store.CreateAsync(task);
            await Store.CompleteAsync(Samples.Completed(task), [decision]);
        }

        List<RoutingDecision> read = [];
        for (var page = 1; await Store.DecisionLogAsync(page, 4, target, stage, Cancel) is { Entries.Count: > 0 } log; page++)
            read.AddRange(log.Entries.Select(entry => entry.Decision));

        // Of the same moment, the one that was written last comes first.
        var wanted = decisions.Reverse().Where(decision => (target ?? decision.Target, stage ?? decision.Stage) == (decision.Target, decision.Stage)).OrderByDescending(decision => decision.DecidedAt);
        Assert.Equal(wanted.Select(decision => (decision.DecidedAt, decision.Target, decision.Stage)), read.Select(decision => (decision.DecidedAt, decision.Target, decision.Stage)));
    }

    [Fact]
    public async Task A_logged_decision_reads_back_whole()
    {
        var task = Samples.Task();
        await Store.CreateAsync(task);
        var decision = Samples.Decision(at: Samples.Morning.AddTicks(1234567));
        await Store.CompleteAsync(Samples.Completed(task), [decision]);

        var entry = Assert.Single((await Store.DecisionLogAsync(1, 10, null, null, Cancel)).Entries);

        Assert.Equal((task.Id, task.Submission.Type, task.Submission.Priority, 1), (entry.TaskId, entry.Type, entry.Priority, entry.AttemptNumber));
        Assert.Equivalent(decision, entry.Decision, strict: true);
    }

    private static TaskSnapshot Ending(TaskSnapshot task, Random random)
    {
        if (random.Next(5) == 0)
            return task;
        var state = (TaskState)random.Next((int)TaskState.Completed, (int)TaskState.Cancelled + 1);
        var latency = Math.Exp(random.NextDouble() * 10);
        return Samples.Completed(task, (ComputeTarget)random.Next(4), latency) with
        {
            State = state,
            CompletedAt = task.CreatedAt.AddMinutes(random.Next(90)),
            ActualCostUsd = random.Next(4) == 0 ? null : random.Next(1_000_000) / 1_000_000_000_000m,
            CloudBaselineCostUsd = random.Next(4) == 0 ? null : random.Next(1_000_000) / 1_000_000m,
            SlaMet = random.Next(3) switch { 0 => null, 1 => true, _ => false },
            ActualLatencyMs = state == TaskState.Completed ? latency : null,
        };
    }

    private static void AssertFigures(TaskSnapshot[] tasks, RoutingStats stats, int hours, DateTimeOffset now)
    {
        var from = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerHour), TimeSpan.Zero).AddHours(1 - hours);
        var created = tasks.Where(task => task.CreatedAt >= from).ToArray();
        var ended = tasks.Where(task => task.IsTerminal && task.CompletedAt >= from).ToArray();
        var completed = ended.Where(task => task.State == TaskState.Completed).ToArray();
        var latencies = completed.Select(task => task.ActualLatencyMs!.Value).Order().ToArray();
        var priced = ended.Where(task => task is { ActualCostUsd: not null, CloudBaselineCostUsd: not null });
        var withSla = ended.Where(task => task.SlaMet is not null).ToArray();

        Assert.Equal(created.Length, stats.TotalTasks);
        Assert.Equal(
            ended.Concat(created.Where(task => !task.IsTerminal)).GroupBy(task => task.State).ToDictionary(group => group.Key, group => (long)group.Count()),
            stats.ByState);
        Assert.Equal(completed.GroupBy(task => task.Decision!.Target).ToDictionary(group => group.Key, group => (long)group.Count()), stats.ByTarget);
        Assert.Equal(ended.Sum(task => task.ActualCostUsd ?? 0), stats.TotalCostUsd);
        Assert.Equal(ended.Sum(task => task.CloudBaselineCostUsd ?? 0), stats.BaselineCostUsd);
        Assert.Equal(priced.Sum(task => task.CloudBaselineCostUsd!.Value - task.ActualCostUsd!.Value), stats.SavedUsd);
        Assert.Equal(completed.Count(task => task.ActualCostUsd is null), stats.UnpricedTasks);
        Assert.Equal(withSla.Count(task => task.SlaMet is true) / (double)withSla.Length, stats.SlaAttainment!.Value, 9);
        Assert.Equal(latencies.Average(), stats.AverageLatencyMs!.Value, 0.001);
        var p95 = latencies[(int)Math.Ceiling(0.95 * latencies.Length) - 1];
        Assert.InRange(stats.P95LatencyMs!.Value, p95 / 1.06, p95 * 1.06);
        var median = latencies[(int)Math.Ceiling(0.5 * latencies.Length) - 1];
        Assert.InRange(stats.P50LatencyMs!.Value, median / 1.06, median * 1.06);
    }
}

public sealed class SqliteStats : StatsContract
{
    protected override Task<StoreFixture> OpenAsync() => Sqlite();
}

public sealed class PostgresStats(SharedPostgres server) : StatsContract
{
    protected override Task<StoreFixture> OpenAsync() => Postgres(server);
}
