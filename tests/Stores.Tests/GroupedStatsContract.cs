using System.Text;
using Orchestrator.Grains.Interfaces;
using Orchestrator.Grains.Stores;
using Orchestrator.Routing;

namespace Orchestrator.Stores.Tests;

public abstract class GroupedStatsContract : StoreContract
{
    private static readonly CostBook Prices = new([new("cloud-a", 1, 4), new("cloud-b", 10, 40), new("vectors", 0.2m, 0)], "cloud-a", "vectors");
    private static readonly string[] Models = ["phi3:mini", "mistral:7b"];
    private static readonly string[] Accounts = ["team-a", "team-b", "team-c"];

    /// <summary>Statements that undo what later steps of this database alone have changed.</summary>
    protected virtual IEnumerable<string> ToVersion6(IEnumerable<TaskSnapshot> tasks) => [];

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public async Task Every_group_equals_what_counting_its_tasks_gives(int seed)
    {
        var tasks = await FillAsync(new Random(seed));

        var stats = await Store.GroupedAsync(new StatsQuery { Hours = 24, Stretches = 24 }, Prices, Cancel);

        AssertGroups(tasks, stats.Targets, task => WireNames.Of(task.Decision!.Target));
        AssertGroups(tasks, stats.Types, task => WireNames.Of(task.Submission.Type));
        AssertGroups(tasks, stats.Models, task => task.Decision!.Model);
        AssertGroups(tasks, stats.Accounts, task => task.Submission.Account);
        Assert.Equal(
            tasks.GroupBy(task => (task.Submission.Type, (ComputeTarget?)task.Decision!.Target, task.State)).ToDictionary(group => group.Key, group => (long)group.Count()),
            stats.Flow.ToDictionary(flow => (flow.Type, flow.Target, flow.State), flow => flow.Tasks));
        Assert.Equal((stats.Totals.TotalCostUsd, stats.Totals.BaselineCostUsd, stats.Totals.SavedUsd, stats.Totals.UnpricedTasks),
            (stats.Sums.CostUsd, stats.Sums.BaselineUsd, stats.Sums.SavedUsd, stats.Sums.Unpriced));
    }

    [Fact]
    public async Task Percentiles_of_groups_can_be_left_out_and_nothing_else_changes()
    {
        await FillAsync(new Random(16));

        var whole = await Store.GroupedAsync(new StatsQuery(), Prices, Cancel);
        var without = await Store.GroupedAsync(new StatsQuery { WithoutPercentiles = true }, Prices, Cancel);

        Assert.All(without.Types, group => Assert.Null(group.Figures.P95LatencyMs));
        Assert.Equal(whole.Types.Select(group => (group.Key, group.Figures.CostUsd, group.Figures.Tasks)), without.Types.Select(group => (group.Key, group.Figures.CostUsd, group.Figures.Tasks)));
        Assert.Equal((whole.LatencyErrors.Sum(), whole.Confidence.Sum()), (without.LatencyErrors.Sum(), without.Confidence.Sum()));
    }

    [Fact]
    public async Task Stretches_cover_the_period_without_gaps_and_add_up_to_it()
    {
        var tasks = await FillAsync(new Random(13));

        var stats = await Store.GroupedAsync(new StatsQuery { Hours = 24, Stretches = 5 }, Prices, Cancel);

        Assert.Equal([5, 5, 5, 5, 4], stats.Stretches.Select(stretch => stretch.Hours));
        Assert.Equal(stats.From, stats.Stretches[0].From);
        Assert.All(stats.Stretches.Zip(stats.Stretches.Skip(1)), pair => Assert.Equal(pair.First.From.AddHours(pair.First.Hours), pair.Second.From));
        Assert.Equal(stats.Sums.CostUsd, stats.Stretches.Sum(stretch => stretch.Figures.CostUsd));
        Assert.Equal(tasks.Count(task => task.State == TaskState.Completed), stats.Stretches.Sum(stretch => stretch.ByTarget.Values.Sum()));
        foreach (var stretch in stats.Stretches)
            Assert.Equal(tasks.Count(task => task.CompletedAt >= stretch.From && task.CompletedAt < stretch.From.AddHours(stretch.Hours)), stretch.Figures.Tasks);
    }

    [Fact]
    public async Task A_fixed_period_counts_the_whole_hours_it_touches_and_no_others()
    {
        var tasks = await FillAsync(new Random(14));
        var now = Fixture.Time.GetUtcNow();
        var (from, to) = (now.AddHours(-4), now.AddHours(-2));

        var stats = await Store.GroupedAsync(new StatsQuery { From = from, To = to }, Prices, Cancel);

        var (first, end) = (Floor(from), Floor(to).AddHours(1));
        Assert.Equal((first, end, (int)(end - first).TotalHours), (stats.From, stats.To, stats.Totals.PeriodHours));
        Assert.Equal(tasks.Count(task => task.CompletedAt >= first && task.CompletedAt < end), stats.Sums.Tasks);
        Assert.Equal(tasks.Count(task => task.CreatedAt >= first && task.CreatedAt < end), stats.Totals.TotalTasks);
        await Assert.ThrowsAsync<ArgumentException>(() => Store.GroupedAsync(new StatsQuery { From = now, To = now.AddDays(-1) }, Prices, Cancel));
    }

    [Fact]
    public async Task Another_baseline_prices_the_same_tokens_anew_and_leaves_embeddings_alone()
    {
        await EndAsync(Finished(TaskType.Chat, 1000, 500, cost: 0.001m, baseline: 0.003m));
        await EndAsync(Finished(TaskType.Embedding, 2000, null, cost: 0m, baseline: 0.0004m));
        await EndAsync(Finished(TaskType.Chat, null, null, cost: 0.5m, baseline: null));

        var booked = (await Store.GroupedAsync(new StatsQuery(), Prices, Cancel)).Sums;
        var other = await Store.GroupedAsync(new StatsQuery { BaselineModel = "cloud-b" }, Prices, Cancel);

        Assert.Equal((0.0034m, 0.0024m), (booked.BaselineUsd, booked.SavedUsd));
        Assert.Equal((0.03m + 0.0004m, 0.03m - 0.001m + 0.0004m), (other.Sums.BaselineUsd, other.Sums.SavedUsd));
        Assert.Equal(booked.CostUsd, other.Sums.CostUsd);
        Assert.Equal("cloud-b", other.BaselineModel);
        Assert.Equal(["cloud-a", "cloud-b"], other.BaselineModels);
        await Assert.ThrowsAsync<ArgumentException>(() => Store.GroupedAsync(new StatsQuery { BaselineModel = "none" }, Prices, Cancel));
    }

    [Fact]
    public async Task Errors_of_estimates_and_confidence_are_counted_in_buckets()
    {
        var exact = Finished(TaskType.Chat, 1, 1, 0.0000125m, 1) with { ActualLatencyMs = 812.5 };
        var slow = Finished(TaskType.Chat, 1, 1, 0.00005m, 1) with { ActualLatencyMs = 812.5 * 3 };
        await EndAsync(exact);
        await EndAsync(slow);

        var stats = await Store.GroupedAsync(new StatsQuery(), Prices, Cancel);

        Assert.Equal([0, 0, 0, 0, 1, 0, 1, 0, 0], stats.LatencyErrors);
        Assert.Equal([0, 0, 0, 0, 1, 0, 0, 1, 0], stats.CostErrors);
        Assert.Equal((20, 2L, 2L), (stats.Confidence.Count, stats.Confidence[18], stats.Confidence.Sum()));
    }

    [Fact]
    public async Task Tasks_from_before_the_groups_are_counted_when_the_schema_is_upgraded()
    {
        // Such a program kept the decision with its task; so does this one where another attempt's is the last in the log.
        var tasks = await FillAsync(new Random(15), Samples.Decision(ComputeTarget.Cloud));
        var before = await Store.GroupedAsync(new StatsQuery { Stretches = 6 }, Prices, Cancel);
        foreach (var table in (string[])["groups_hourly", "histograms_hourly", "policy_versions", "task_chunks", "groups_daily", "histograms_daily", "latency_daily", "summed_days"])
            await Fixture.ExecuteAsync($"DROP TABLE {table}");
        await Fixture.ExecuteAsync("DROP INDEX ix_tasks_unpriced");
        foreach (var sql in ToVersion6(tasks))
            await Fixture.ExecuteAsync(sql);
        await Fixture.ExecuteAsync("DELETE FROM schema_version WHERE version >= 3");

        await using var upgraded = Fixture.NewStore();
        await upgraded.InitializeAsync(Cancel);

        Assert.Equivalent(before, await upgraded.GroupedAsync(new StatsQuery { Stretches = 6 }, Prices, Cancel), strict: true);
    }

    private async Task<TaskSnapshot[]> FillAsync(Random random, params RoutingDecision[] later)
    {
        var now = Fixture.Time.GetUtcNow();
        var ends = Enumerable.Range(0, 150).Select(i =>
        {
            var created = now.AddMinutes(-random.Next(20 * 60) - 1);
            var task = Samples.Task(createdAt: created);
            task = task with { Submission = task.Submission with { Type = (TaskType)random.Next(6), Account = Accounts[random.Next(3)] } };
            var target = (ComputeTarget)random.Next(4);
            var state = random.Next(8) switch { 0 => TaskState.Failed, 1 => TaskState.Cancelled, _ => TaskState.Completed };
            var latency = Math.Exp(random.NextDouble() * 10);
            var done = Samples.Completed(task, target, latency);
            return done with
            {
                State = state,
                CompletedAt = created.AddSeconds(random.Next(55)),
                Decision = done.Decision! with { Model = Models[random.Next(2)], Confidence = random.Next(101) / 100.0, EstimatedLatencyMs = random.Next(9) == 0 ? double.PositiveInfinity : latency * Math.Exp((random.NextDouble() * 6) - 3) },
                ActualCostUsd = random.Next(4) == 0 ? null : random.Next(1_000_000) / 1_000_000_000m,
                CloudBaselineCostUsd = random.Next(4) == 0 ? null : random.Next(1_000_000) / 1_000_000m,
                ActualLatencyMs = state == TaskState.Completed ? latency : null,
                SlaMet = random.Next(3) switch { 0 => null, 1 => true, _ => false },
            };
        }).ToArray();
        await Task.WhenAll(ends.Select(end => EndAsync(end, later)));
        return ends;
    }

    private async Task EndAsync(TaskSnapshot task, params RoutingDecision[] later)
    {
        await Store.CreateAsync(task with { Version = 1, State = TaskState.Pending, Decision = null, Attempts = [] });
        Assert.True(await Store.CompleteAsync(task, [task.Decision!, .. later]));
    }

    private TaskSnapshot Finished(TaskType type, int? input, int? output, decimal? cost, decimal? baseline)
    {
        var task = Samples.Task(createdAt: Fixture.Time.GetUtcNow().AddMinutes(-1));
        return Samples.Completed(task with { Submission = task.Submission with { Type = type } }) with
        {
            InputTokens = input, OutputTokens = output, ActualCostUsd = cost, CloudBaselineCostUsd = baseline,
        };
    }

    private static DateTimeOffset Floor(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);

    private static void AssertGroups(TaskSnapshot[] tasks, IReadOnlyList<StatsGroup> groups, Func<TaskSnapshot, string> key)
    {
        var byKey = tasks.GroupBy(key).ToDictionary(group => group.Key);
        Assert.Equal(byKey.Keys.Order(StringComparer.Ordinal), groups.Select(group => group.Key).Order(StringComparer.Ordinal));
        Assert.Equal(groups.OrderByDescending(group => group.Figures.CostUsd).Select(group => group.Key), groups.Select(group => group.Key));
        foreach (var (name, figures) in groups)
            AssertFigures([.. byKey[name]], figures);
    }

    private static void AssertFigures(TaskSnapshot[] tasks, StatsFigures figures)
    {
        var completed = tasks.Where(task => task.State == TaskState.Completed).ToArray();
        var latencies = completed.Select(task => task.ActualLatencyMs!.Value).Order().ToArray();
        var both = tasks.Where(task => task is { ActualCostUsd: not null, CloudBaselineCostUsd: not null });
        Assert.Equal(tasks.GroupBy(task => task.State).ToDictionary(group => group.Key, group => (long)group.Count()), figures.Ended);
        Assert.Equal(tasks.Sum(task => task.ActualCostUsd ?? 0), figures.CostUsd);
        Assert.Equal(tasks.Sum(task => task.CloudBaselineCostUsd ?? 0), figures.BaselineUsd);
        Assert.Equal(both.Sum(task => task.CloudBaselineCostUsd!.Value - task.ActualCostUsd!.Value), figures.SavedUsd);
        Assert.Equal(tasks.Where(task => task.ActualCostUsd is not null).Sum(task => task.Decision!.EstimatedCostUsd), figures.EstimatedUsd);
        Assert.Equal(completed.Count(task => task.ActualCostUsd is null), figures.Unpriced);
        Assert.Equal(tasks.Length, figures.Tasks);
        if (latencies.Length == 0)
            return;
        Assert.Equal(latencies.Average(), figures.AverageLatencyMs!.Value, 0.001);
        AssertPercentile(0.5, figures.P50LatencyMs);
        AssertPercentile(0.95, figures.P95LatencyMs);

        void AssertPercentile(double share, double? value)
        {
            var exact = latencies[(int)Math.Ceiling(share * latencies.Length) - 1];
            Assert.InRange(value!.Value, exact / 1.06, exact * 1.06);
        }
    }
}

public sealed class SqliteGroupedStats : GroupedStatsContract
{
    protected override IEnumerable<string> ToVersion6(IEnumerable<TaskSnapshot> tasks) =>
    [
        .. tasks.Select(task => $"UPDATE tasks SET progress = '{JsonOf(task)}' WHERE id = x'{Convert.ToHexString(task.Id.ToByteArray(bigEndian: true))}'"),
        "DROP TABLE pending_sums", "DROP INDEX ix_decisions_filters",
        "CREATE INDEX ix_decisions_target ON routing_decisions (target)", "CREATE INDEX ix_decisions_stage ON routing_decisions (stage)",
    ];

    protected override Task<StoreFixture> OpenAsync() => Sqlite();

    private static string JsonOf(TaskSnapshot task) =>
        Encoding.UTF8.GetString(StoredDocuments.ProgressOf(task, decisionIsLogged: false, DocumentFormat.Json)!).Replace("'", "''", StringComparison.Ordinal);
}

public sealed class PostgresGroupedStats(SharedPostgres server) : GroupedStatsContract
{
    protected override Task<StoreFixture> OpenAsync() => Postgres(server);
}
