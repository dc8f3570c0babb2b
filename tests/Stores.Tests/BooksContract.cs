using Orchestrator.Grains.Interfaces;
using Orchestrator.Routing;

namespace Orchestrator.Stores.Tests;

public abstract class BooksContract : StoreContract
{
    [Fact]
    public async Task Every_accepted_task_is_ended_or_unfinished()
    {
        var tasks = Enumerable.Range(0, 10).Select(_ => Samples.Task()).ToArray();
        await Task.WhenAll(tasks.Select(Store.CreateAsync));
        await Task.WhenAll(tasks.Take(6).Select(task => Store.CompleteAsync(Samples.Completed(task), [Samples.Decision()])));

        var books = await Store.BooksAsync(Cancel);

        Assert.Equal(new ClusterBooks(10, 6, 4, 0, 0), books);
        Assert.True(books.InOrder);
    }

    [Fact]
    public async Task Empty_books_are_in_order() => Assert.Equal((0L, true), ((await Store.BooksAsync(Cancel)).Accepted, (await Store.BooksAsync(Cancel)).InOrder));

    [Fact]
    public async Task Retention_leaves_the_books_in_order()
    {
        var task = Samples.Task(createdAt: Samples.Morning.AddDays(-90));
        await Store.CreateAsync(task);
        await Store.CompleteAsync(Samples.Completed(task), [Samples.Decision()]);
        Assert.Equal(1, await Store.DeleteBeforeAsync(Samples.Morning, Cancel));

        Assert.True((await Store.BooksAsync(Cancel)).InOrder);
    }

    [Fact]
    public async Task A_lost_row_is_seen()
    {
        var task = Samples.Task();
        await Store.CreateAsync(task);
        await Fixture.ExecuteAsync("DELETE FROM tasks");

        Assert.False((await Store.BooksAsync(Cancel)).InOrder);
    }

    [Fact]
    public async Task A_second_result_is_seen()
    {
        var task = Samples.Task();
        await Store.CreateAsync(task);
        await Store.CompleteAsync(Samples.Completed(task) with { Attempts = [Samples.Attempt(), Samples.Attempt(ComputeTarget.Cloud)] }, [Samples.Decision(), Samples.Decision()]);

        Assert.Equal((1L, false), ((await Store.BooksAsync(Cancel)).WithTwoResults, (await Store.BooksAsync(Cancel)).InOrder));
    }

    [Theory]
    [InlineData(0.000001, 0)]
    [InlineData(0.000000999999, 1)]
    public async Task A_cost_above_the_cap_is_seen_and_one_at_the_cap_is_not(double capUsd, long overCap)
    {
        // The sample costs 0.000001 USD.
        var task = Samples.Task() with { Submission = Samples.Task().Submission with { MaxCostUsd = (decimal)capUsd } };
        await Store.CreateAsync(task);
        await Store.CompleteAsync(Samples.Completed(task), [Samples.Decision()]);

        Assert.Equal(overCap, (await Store.BooksAsync(Cancel)).OverCap);
    }
}

public sealed class SqliteBooks : BooksContract
{
    protected override Task<StoreFixture> OpenAsync() => Sqlite();
}

public sealed class PostgresBooks(SharedPostgres server) : BooksContract
{
    protected override Task<StoreFixture> OpenAsync() => Postgres(server);
}
