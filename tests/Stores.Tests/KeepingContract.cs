using Orchestrator.Grains.Interfaces;
using Orchestrator.Grains.Stores;
using Orchestrator.Routing;

namespace Orchestrator.Stores.Tests;

/// <summary>Idempotency keys, rules, settings, retention and the schema.</summary>
public abstract class KeepingContract : StoreContract
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    [Fact]
    public async Task An_idempotency_key_keeps_its_first_task_until_it_expires()
    {
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        Assert.Equal(("hash-1", first), await Store.ClaimIdempotencyKeyAsync("team-a", "key", "hash-1", first, Day));
        Assert.Equal(("hash-1", first), await Store.ClaimIdempotencyKeyAsync("team-a", "key", "hash-2", second, Day));
        Assert.Equal(("hash-2", second), await Store.ClaimIdempotencyKeyAsync("team-b", "key", "hash-2", second, Day));

        Fixture.Time.Advance(Day - TimeSpan.FromTicks(1));
        Assert.Equal(("hash-1", first), await Store.ClaimIdempotencyKeyAsync("team-a", "key", "hash-2", second, Day));
        Fixture.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(("hash-2", second), await Store.ClaimIdempotencyKeyAsync("team-a", "key", "hash-2", second, Day));
    }

    [Fact]
    public async Task Of_many_claims_of_one_key_all_learn_of_the_one_that_won()
    {
        await using var other = Fixture.NewStore();
        await other.InitializeAsync(Cancel);
        var claims = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? Store : other).ClaimIdempotencyKeyAsync("team-a", "key", $"hash-{i}", Guid.NewGuid(), Day)));
        Assert.Single(claims.Distinct());
    }

    [Fact]
    public async Task Rules_are_kept_changed_and_removed()
    {
        var rule = new RoutingRule("night", 10, [new RuleCondition("hour_of_day", RuleOperator.In, ["22", "23"])], ComputeTarget.Quantized, 0.8, "cheap at night", true, "api");
        await Store.WriteRuleAsync(new StoredRule("night", rule), Cancel);
        await Store.WriteRuleAsync(new StoredRule("default_cpu", null), Cancel);
        await Store.WriteRuleAsync(new StoredRule("night", rule with { PriorityOrder = 20 }), Cancel);

        var rules = await Store.ReadRulesAsync(Cancel);

        Assert.Equal(["default_cpu", "night"], rules.Select(stored => stored.Name));
        Assert.Null(rules[0].Rule);
        Assert.Equivalent(rule with { PriorityOrder = 20 }, rules[1].Rule, strict: true);
    }

    [Fact]
    public async Task Settings_are_kept()
    {
        Assert.Null(await Store.ReadSettingAsync("stage", Cancel));
        await Store.WriteSettingAsync("stage", "rule", Cancel);
        await Store.WriteSettingAsync("stage", "scored", Cancel);
        Assert.Equal("scored", await Store.ReadSettingAsync("stage", Cancel));
    }

    [Fact]
    public async Task Retention_deletes_old_finished_tasks_with_all_that_hangs_on_them_and_keeps_the_figures()
    {
        var old = Enumerable.Range(0, 450).Select(_ => Samples.Task(createdAt: Samples.Morning.AddDays(-40))).ToArray();
        var unfinished = Samples.Task(createdAt: Samples.Morning.AddDays(-40));
        var recent = Samples.Task();
        await Task.WhenAll(old.Append(unfinished).Append(recent).Select(Store.CreateAsync));
        await Task.WhenAll(old.Append(recent).Select(task => Store.CompleteAsync(Samples.Completed(task), [Samples.Decision()])));
        await Store.ClaimIdempotencyKeyAsync("team-a", "key", "hash-1", recent.Id, TimeSpan.FromSeconds(1));
        Fixture.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(450, await Store.DeleteBeforeAsync(Samples.Morning.AddDays(-30), Cancel));

        Assert.Null(await Store.ReadAsync(old[0].Id, Cancel));
        Assert.NotNull(await Store.ReadAsync(unfinished.Id, Cancel));
        Assert.NotNull(await Store.ReadAsync(recent.Id, Cancel));
        var log = await Store.DecisionLogAsync(1, 500, null, null, Cancel);
        Assert.Equal((1L, 1), (log.Total, log.Entries.Count));
        Assert.Equal(451, (await Store.StatsAsync(24 * 60, Cancel)).ByState[TaskState.Completed]);
        Assert.Equal(0, await Store.DeleteBeforeAsync(Samples.Morning.AddDays(-30), Cancel));
    }

    [Fact]
    public async Task Four_stores_that_start_at_once_make_one_schema()
    {
        await using var fixture = await OpenAsync();
        var stores = Enumerable.Range(0, 4).Select(_ => fixture.NewStore()).ToArray();
        try
        {
            await Task.WhenAll(stores.Select(store => store.InitializeAsync(Cancel)));
            var outcomes = await Task.WhenAll(stores.Select(store => store.CreateAsync(Samples.Task())));
            Assert.All(outcomes, Assert.True);
            Assert.Equal(4, (await stores[0].StatsAsync(24, Cancel)).TotalTasks);
        }
        finally
        {
            foreach (var store in stores)
                await store.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_schema_of_a_newer_program_is_refused_in_one_line()
    {
        await Fixture.ExecuteAsync("INSERT INTO schema_version (version) VALUES (9999)");
        await using var older = Fixture.NewStore();
        var error = await Assert.ThrowsAsync<UnavailableException>(() => older.InitializeAsync(Cancel));
        Assert.Contains("9999", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public async Task A_store_that_answers_has_nothing_to_report() => Assert.Null(await Store.CheckAsync(Cancel));

    [Fact]
    public async Task A_store_that_is_closed_refuses_writes()
    {
        var closed = Fixture.NewStore();
        await closed.InitializeAsync(Cancel);
        await closed.DisposeAsync();
        await Assert.ThrowsAsync<UnavailableException>(() => closed.CreateAsync(Samples.Task()));
    }
}

public sealed class SqliteKeeping : KeepingContract
{
    protected override Task<StoreFixture> OpenAsync() => Sqlite();
}

public sealed class PostgresKeeping(SharedPostgres server) : KeepingContract
{
    protected override Task<StoreFixture> OpenAsync() => Postgres(server);
}
