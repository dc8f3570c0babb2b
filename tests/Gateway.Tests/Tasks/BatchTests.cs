using System.Text;

namespace Orchestrator.Gateway.Tests;

public sealed class BatchTests
{
    [Fact]
    public async Task A_thousand_tasks_are_accepted_in_their_order()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        HttpResponseMessage response = await host.Post("/v1/tasks/batch", Batch(1000));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        JsonObject body = await response.JsonAsync();
        Guid[] ids = [.. body["tasks"]!.AsArray().Select(task => (Guid)task!["task_id"]!)];
        Assert.Equal(1000, ids.Distinct().Count());
        Assert.Equal("text 999", host.Cluster.Task(ids[999]).Snapshot!.Submission.InputText);
        Assert.Equal((Guid)body["batch_id"]!, host.Cluster.Task(ids[0]).Snapshot!.Submission.BatchId);
        Assert.Equal($"/v1/tasks/batch/{body["batch_id"]}", response.Headers.Location?.OriginalString);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public async Task A_batch_has_1_to_1000_tasks(int count)
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        JsonObject problem = await host.Post("/v1/tasks/batch", Batch(count)).ProblemAsync(HttpStatusCode.BadRequest, "VALIDATION_FAILED");

        Assert.Equal(["tasks"], problem.WrongFields());
    }

    [Fact]
    public async Task One_bad_task_refuses_all_and_is_named_by_its_place()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        JsonObject problem = await host.Post("/v1/tasks/batch", """
            { "tasks": [ { "task_type": "CHAT", "input_text": "a" }, 7, { "task_type": "CHAT", "input_text": "b", "priority": "SOON", "prority": 1 } ] }
            """).ProblemAsync(HttpStatusCode.BadRequest, "VALIDATION_FAILED");

        Assert.Equal(["tasks[1]", "tasks[2].prority", "tasks[2].priority"], problem.WrongFields());
        Assert.Empty(host.Cluster.Tasks);
    }

    [Fact]
    public async Task A_batch_repeated_under_its_key_submits_nothing_twice()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        HttpResponseMessage first = await Send(host, "k", Batch(5));
        HttpResponseMessage second = await Send(host, "k", Batch(5));

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        Assert.Equal(await first.Content.ReadAsStringAsync(), await second.Content.ReadAsStringAsync());
        Assert.Equal(5, host.Cluster.Tasks.Count);
        await Send(host, "k", Batch(6)).ProblemAsync(HttpStatusCode.Conflict, "IDEMPOTENCY_CONFLICT");
    }

    [Fact]
    public async Task A_cluster_that_fills_up_on_the_way_keeps_nothing_of_the_batch()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        host.Cluster.Refuse = task => task.InputText == "text 7" ? SubmitOutcome.Overloaded : null;

        await host.Post("/v1/tasks/batch", Batch(10)).ProblemAsync(HttpStatusCode.ServiceUnavailable, "OVERLOADED");

        Assert.All(host.Cluster.Tasks, task => Assert.Equal(TaskState.Cancelled, task.Snapshot!.State));
    }

    [Fact]
    public async Task Progress_counts_every_status()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        var id = Guid.NewGuid();
        host.Cluster.Query.BatchStatus = new BatchStatus(
            id, 4, new Dictionary<TaskState, long> { [TaskState.Completed] = 3, [TaskState.Executing] = 1 }, 0.0010m);

        var text = await host.Client.GetStringAsync($"/v1/tasks/batch/{id}");

        Assert.Equal(
            $$$"""{"batch_id":"{{{id}}}","total":4,"finished":false,"by_status":{"PENDING":0,"ROUTING":0,"EXECUTING":1,"COMPLETED":3,"FAILED":0,"CANCELLED":0},"cost_usd":0.001}""",
            text);
    }

    [Fact]
    public async Task An_unknown_batch_is_a_404()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        await host.Client.GetAsync($"/v1/tasks/batch/{Guid.NewGuid()}").ProblemAsync(HttpStatusCode.NotFound, "NOT_FOUND");
    }

    private static string Batch(int count) =>
        $$"""{ "tasks": [{{string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{ "task_type": "CHAT", "input_text": "text {{i}}" }"""))}}] }""";

    private static Task<HttpResponseMessage> Send(GatewayHost host, string key, string body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/tasks/batch") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("Idempotency-Key", key);
        return host.Client.SendAsync(request);
    }
}
