using Orchestrator.Grains.Interfaces;
using Orchestrator.Grains.Stores;
using Orchestrator.Routing;

namespace Orchestrator.Stores.Tests;

public abstract class OrderedListContract : StoreContract
{
    [Theory]
    [InlineData(TaskOrder.Slowest)]
    [InlineData(TaskOrder.Fastest)]
    [InlineData(TaskOrder.Dearest)]
    [InlineData(TaskOrder.Cheapest)]
    public async Task Pages_follow_each_other_in_the_asked_order_and_leave_out_what_has_no_figure(TaskOrder order)
    {
        var tasks = await FillAsync();
        Func<TaskSnapshot, double?> figure = order is TaskOrder.Slowest or TaskOrder.Fastest ? task => task.ActualLatencyMs : task => (double?)task.ActualCostUsd;
        var expected = tasks.Where(task => figure(task) is not null).Select(figure).Order().ToArray();
        if (order is TaskOrder.Slowest or TaskOrder.Dearest)
            Array.Reverse(expected);

        List<TaskSnapshot> listed = [];
        for (string? cursor = null; ;)
        {
            var page = await Store.ListAsync(new TaskQuery { Order = order, Limit = 7, Cursor = cursor }, Cancel);
            listed.AddRange(page.Tasks);
            if ((cursor = page.NextCursor) is null)
                break;
        }

        Assert.Equal(expected, listed.Select(figure));
        Assert.Equal(listed.Count, listed.Select(task => task.Id).Distinct().Count());
    }

    [Fact]
    public async Task Filters_and_the_period_hold_for_every_order()
    {
        var tasks = await FillAsync();
        var from = Samples.Morning.AddMinutes(10);

        var page = await Store.ListAsync(new TaskQuery { Order = TaskOrder.Slowest, State = TaskState.Failed, From = from, To = from.AddMinutes(20), Search = "hello", Limit = 50 }, Cancel);

        var expected = tasks.Where(task => task.State == TaskState.Failed && task.CreatedAt >= from && task.CreatedAt < from.AddMinutes(20)).OrderByDescending(task => task.ActualLatencyMs);
        Assert.Equal(expected.Select(task => task.Id), page.Tasks.Select(task => task.Id));
        Assert.NotEmpty(page.Tasks);
    }

    [Fact]
    public async Task Only_the_newest_tasks_of_the_period_are_sorted()
    {
        var tasks = await FillAsync();
        await using var small = Fixture.NewStore(new TaskStoreOptions { SearchWindow = 5 });

        var page = await small.ListAsync(new TaskQuery { Order = TaskOrder.Slowest, To = Samples.Morning.AddMinutes(30) }, Cancel);

        var window = tasks.Where(task => task.CreatedAt < Samples.Morning.AddMinutes(30)).OrderByDescending(task => task.CreatedAt).Take(5).Select(task => task.Id);
        Assert.Subset(window.ToHashSet(), page.Tasks.Select(task => task.Id).ToHashSet());
        Assert.NotEmpty(page.Tasks);
    }

    [Fact]
    public async Task Completed_tasks_without_a_cost_are_listed_alone_newest_first()
    {
        var tasks = await FillAsync();

        var page = await Store.ListAsync(new TaskQuery { Unpriced = true, Limit = 50 }, Cancel);

        Assert.Equal(
            tasks.Where(task => task is { State: TaskState.Completed, ActualCostUsd: null }).OrderByDescending(task => task.CreatedAt).Select(task => task.Id),
            page.Tasks.Select(task => task.Id));
        Assert.NotEmpty(page.Tasks);
    }

    [Theory]
    [InlineData("at-x")]
    [InlineData("5")]
    public async Task A_cursor_of_another_list_is_refused(string cursor) =>
        await Assert.ThrowsAsync<ArgumentException>(() => Store.ListAsync(new TaskQuery { Order = TaskOrder.Slowest, Cursor = cursor }, Cancel));

    private async Task<TaskSnapshot[]> FillAsync()
    {
        var random = new Random(5);
        var ends = Enumerable.Range(0, 40).Select(i =>
        {
            var latency = Math.Exp(random.NextDouble() * 8);
            return Samples.Completed(Samples.Task(createdAt: Samples.Morning.AddMinutes(i)), latencyMs: latency) with
            {
                State = i % 4 == 1 ? TaskState.Failed : TaskState.Completed,
                ActualLatencyMs = i % 9 == 0 ? null : latency,
                ActualCostUsd = i % 5 == 0 ? null : random.Next(1_000_000) / 1_000_000m,
            };
        }).ToArray();
        foreach (var task in ends)
            await Store.CreateAsync(task with { Version = 1, State = TaskState.Pending, Decision = null, Attempts = [] });
        await Task.WhenAll(ends.Select(task => Store.CompleteAsync(task, [task.Decision!])));
        return ends;
    }
}

public sealed class SqliteOrderedList : OrderedListContract
{
    protected override Task<StoreFixture> OpenAsync() => Sqlite();
}

public sealed class PostgresOrderedList(SharedPostgres server) : OrderedListContract
{
    protected override Task<StoreFixture> OpenAsync() => Postgres(server);
}
