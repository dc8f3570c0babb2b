using Orchestrator.Grains.Interfaces;
using Orchestrator.Grains.Stores;

namespace Orchestrator.Stores.Tests;

public abstract class WebhookContract : StoreContract
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task The_end_of_a_task_with_a_callback_makes_it_due()
    {
        var task = await FinishAsync();

        var due = Assert.Single(await ClaimAsync());

        Assert.Equal(new DueWebhook(task.Id, 0, "silo-1", Fixture.Time.GetUtcNow() + Lease), due);
    }

    [Fact]
    public async Task A_task_without_a_callback_leaves_nothing_to_do()
    {
        await FinishAsync(url: null);

        Assert.Empty(await ClaimAsync());
    }

    [Fact]
    public async Task An_end_that_was_refused_makes_nothing_due()
    {
        var task = NewTask("https://example.org/hook");
        await Store.CreateAsync(task);
        await Store.ClaimAsync(task.Id, 1, "another silo");

        Assert.False(await Store.CompleteAsync(Samples.Completed(task), [Samples.Decision()]));

        Assert.Empty(await ClaimAsync());
    }

    [Fact]
    public async Task Ends_of_one_batch_keep_their_callbacks_apart()
    {
        var tasks = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => FinishAsync(i % 3 == 0 ? "https://example.org/hook" : null)));

        var due = await ClaimAsync();

        Assert.Equal(tasks.Where(task => task.Submission.CallbackUrl is not null).Select(task => task.Id).Order(), due.Select(webhook => webhook.TaskId).Order());
    }

    [Fact]
    public async Task What_is_claimed_is_nobody_elses_until_the_lease_runs_out()
    {
        var task = await FinishAsync();
        await ClaimAsync();
        Assert.Empty(await ClaimAsync("silo-2"));

        Fixture.Time.Advance(Lease);

        Assert.Equal(task.Id, Assert.Single(await ClaimAsync("silo-2")).TaskId);
    }

    [Fact]
    public async Task Of_many_claimers_each_gets_different_callbacks()
    {
        for (var i = 0; i < 40; i++)
            await FinishAsync();
        await using var other = Fixture.NewStore();
        await other.InitializeAsync(Cancel);

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? Store : other).ClaimWebhooksAsync($"silo-{i}", Lease, 5, Cancel)));

        var ids = claims.SelectMany(claim => claim).Select(webhook => webhook.TaskId).ToArray();
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(claims, claim => Assert.InRange(claim.Count, 0, 5));
        var left = await Store.ClaimWebhooksAsync("last", Lease, 100, Cancel);
        Assert.Equal(40, ids.Length + left.Count);
    }

    [Fact]
    public async Task Those_that_are_due_longest_come_first()
    {
        var first = await FinishAsync();
        Fixture.Time.Advance(TimeSpan.FromSeconds(1));
        await FinishAsync(createdAt: Fixture.Time.GetUtcNow());

        Assert.Equal(first.Id, Assert.Single(await Store.ClaimWebhooksAsync("silo-1", Lease, 1, Cancel)).TaskId);
    }

    [Fact]
    public async Task A_postponed_callback_comes_back_with_one_try_more()
    {
        await FinishAsync();
        var due = Assert.Single(await ClaimAsync());
        Assert.True(await Store.PostponeWebhookAsync(due, Fixture.Time.GetUtcNow().AddSeconds(20)));

        Fixture.Time.Advance(TimeSpan.FromSeconds(19));
        Assert.Empty(await ClaimAsync());
        Fixture.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(1, Assert.Single(await ClaimAsync()).Tries);
    }

    [Fact]
    public async Task A_removed_callback_never_comes_back()
    {
        await FinishAsync();
        Assert.True(await Store.RemoveWebhookAsync(Assert.Single(await ClaimAsync())));

        Fixture.Time.Advance(TimeSpan.FromDays(1));

        Assert.Empty(await ClaimAsync());
    }

    [Fact]
    public async Task Who_lost_the_lease_changes_nothing()
    {
        await FinishAsync();
        var lost = Assert.Single(await ClaimAsync());
        Fixture.Time.Advance(Lease);
        var held = Assert.Single(await ClaimAsync("silo-2"));

        Assert.False(await Store.RemoveWebhookAsync(lost));
        Assert.False(await Store.PostponeWebhookAsync(lost, Fixture.Time.GetUtcNow()));

        Assert.True(await Store.RemoveWebhookAsync(held));
    }

    [Fact]
    public async Task A_callback_survives_a_restart_of_the_store()
    {
        var task = await FinishAsync();
        await using var reopened = Fixture.NewStore();
        await reopened.InitializeAsync(Cancel);

        Assert.Equal(task.Id, Assert.Single(await reopened.ClaimWebhooksAsync("silo-2", Lease, 10, Cancel)).TaskId);
    }

    [Fact]
    public async Task A_task_that_is_past_its_retention_takes_its_callback_along()
    {
        await FinishAsync();

        Assert.Equal(1, await Store.DeleteBeforeAsync(Fixture.Time.GetUtcNow().AddDays(1), Cancel));

        Assert.Empty(await ClaimAsync());
    }

    private Task<IReadOnlyList<DueWebhook>> ClaimAsync(string owner = "silo-1") => Store.ClaimWebhooksAsync(owner, Lease, 100, Cancel);

    private async Task<TaskSnapshot> FinishAsync(string? url = "https://example.org/hook", DateTimeOffset? createdAt = null)
    {
        var task = NewTask(url, createdAt);
        await Store.CreateAsync(task);
        Assert.True(await Store.CompleteAsync(Samples.Completed(task), [Samples.Decision()]));
        return task;
    }

    private static TaskSnapshot NewTask(string? url, DateTimeOffset? createdAt = null)
    {
        var task = Samples.Task(createdAt: createdAt);
        return task with { Submission = task.Submission with { CallbackUrl = url } };
    }
}

public sealed class SqliteWebhookOutbox : WebhookContract
{
    protected override Task<StoreFixture> OpenAsync() => Sqlite();
}

public sealed class PostgresWebhookOutbox(SharedPostgres server) : WebhookContract
{
    protected override Task<StoreFixture> OpenAsync() => Postgres(server);
}
