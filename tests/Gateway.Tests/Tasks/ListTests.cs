namespace Orchestrator.Gateway.Tests;

public sealed class ListTests
{
    [Fact]
    public async Task Every_filter_reaches_the_query()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        var batch = Guid.NewGuid();

        JsonObject page = await host.Client.GetAsync(
            $"/v1/tasks?status=FAILED&target=GPU&task_type=CHAT&priority=LOW&q=needle&from=2025-01-01T00:00:00%2B02:00&to=2025-02-01&limit=7&cursor=abc&batch_id={batch}").JsonAsync();

        TaskQuery query = host.Cluster.Query.LastQuery!;
        Assert.Equal((TaskState.Failed, ComputeTarget.Gpu, TaskType.Chat, TaskPriority.Low), (query.State, query.Target, query.Type, query.Priority));
        Assert.Equal(("needle", 7, "abc", batch), (query.Search, query.Limit, query.Cursor, query.BatchId));
        Assert.Equal(new DateTimeOffset(2024, 12, 31, 22, 0, 0, TimeSpan.Zero), query.From);
        Assert.Equal(new DateTimeOffset(2025, 2, 1, 0, 0, 0, TimeSpan.Zero), query.To);
        Assert.Equal("next", (string?)page["next_cursor"]);
    }

    [Fact]
    public async Task Without_filters_the_newest_50_come()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        host.Cluster.Add(Samples.Completed);

        JsonObject page = await host.Client.GetAsync("/v1/tasks?status=&q=").JsonAsync();

        Assert.Single(page["tasks"]!.AsArray());
        Assert.Equal(new TaskQuery(), host.Cluster.Query.LastQuery);
    }

    [Fact]
    public async Task Every_bad_filter_is_named()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        JsonObject problem = await host.Client
            .GetAsync("/v1/tasks?status=done&target=TPU&task_type=chat&priority=&priority=LOW&from=yesterday&to=2025-13-01&limit=501&batch_id=7")
            .ProblemAsync(HttpStatusCode.BadRequest, "VALIDATION_FAILED");

        Assert.Equal(["status", "target", "task_type", "priority", "from", "to", "limit", "batch_id"], problem.WrongFields());
        Assert.Contains("GPU, CPU, QUANTIZED, CLOUD", problem.Error("target"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cursor_that_is_none_is_a_400()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        JsonObject problem = await host.Client.GetAsync("/v1/tasks?cursor=broken").ProblemAsync(HttpStatusCode.BadRequest, "VALIDATION_FAILED");

        Assert.Equal(["cursor"], problem.WrongFields());
    }
}
