namespace Orchestrator.Gateway.Tests;

public sealed class GetTaskTests
{
    [Fact]
    public async Task A_finished_task_is_written_exactly_as_the_contract_has_it()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        Guid id = host.Cluster.Add(Samples.Completed);

        var text = await host.Client.GetStringAsync($"/v1/tasks/{id}");

        Assert.Equal($$"""
            {"task_id":"{{id}}","status":"COMPLETED","task_type":"REASONING","priority":"HIGH","is_batch":false,
            "profile":{"complexity_score":0.85,"latency_sensitivity":0.7,"cost_sensitivity":0.3,"estimated_tokens":312,"requires_reasoning":true},
            "routing_decision":{"target":"CLOUD","model_name":"gemini-2.5-flash","estimated_cost_usd":0.000029,"estimated_latency_ms":2000,
            "confidence":0.95,"reasoning":"Rule 'urgent_complex_cloud' matched: priority=URGENT, complexity_score=0.85 > 0.6",
            "fallback_target":"CPU","decision_stage":"rule_based","decided_at":"2025-01-15T10:23:45Z"},
            "attempts":[{"target":"CLOUD","model_name":"gemini-2.5-flash","silo":"S127.0.0.1:11111:1","started_at":"2025-01-15T10:23:45Z",
            "finished_at":"2025-01-15T10:23:46.843Z","outcome":"COMPLETED","error":null}],
            "result":"Because <b>… 量子","embedding":null,"error":null,"input_tokens":12,"output_tokens":300,
            "actual_cost_usd":0.000025,"cloud_baseline_cost_usd":0.000025,"actual_latency_ms":1843,"queue_ms":4,"time_to_first_token_ms":210,"sla_met":true,
            "metadata":{},"created_at":"2025-01-15T10:23:45Z","completed_at":"2025-01-15T10:23:46.843Z"}
            """.ReplaceLineEndings(""), text);
    }

    [Fact]
    public async Task A_new_task_has_every_field_too()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        Guid id = host.Cluster.Add(task => task);
        Guid finished = host.Cluster.Add(Samples.Completed);

        JsonObject pending = await host.Client.GetAsync($"/v1/tasks/{id}").JsonAsync();
        JsonObject completed = await host.Client.GetAsync($"/v1/tasks/{finished}").JsonAsync();

        Assert.Equal(completed.Select(pair => pair.Key), pending.Select(pair => pair.Key));
        Assert.Null(pending["result"]);
    }

    [Fact]
    public async Task A_simulated_answer_says_so()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        Guid id = host.Cluster.Add(task => Samples.Completed(task) with { Simulated = true });

        JsonObject task = await host.Client.GetAsync($"/v1/tasks/{id}").JsonAsync();

        Assert.True((bool?)task["simulated"]);
    }

    [Fact]
    public async Task A_failed_task_carries_its_error()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        Guid id = host.Cluster.Add(Samples.Failed);

        JsonObject task = await host.Client.GetAsync($"/v1/tasks/{id}").JsonAsync();

        Assert.Equal("""{"code":"ALL_TARGETS_FAILED","message":"CPU: broken"}""", task["error"]!.ToJsonString());
    }

    [Theory]
    [InlineData("/v1/tasks/550e8400-e29b-41d4-a716-446655440000")]
    [InlineData("/v1/tasks/550e8400-e29b-41d4-a716-446655440000/result")]
    [InlineData("/v1/tasks/not-an-id")]
    public async Task An_unknown_task_is_a_404(string path)
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        await host.Client.GetAsync(path).ProblemAsync(HttpStatusCode.NotFound, "NOT_FOUND");
    }

    [Fact]
    public async Task Waiting_ends_with_the_task()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        Guid id = host.Cluster.Add(task => task);
        Task<JsonObject> waiting = host.Client.GetAsync($"/v1/tasks/{id}?wait_ms=60000").JsonAsync();
        await Until(() => host.Cluster.Task(id).Waits.Count > 0);

        host.Cluster.Task(id).Finish(Samples.Completed);

        Assert.Equal("COMPLETED", (string?)(await waiting)["status"]);
        Assert.All(host.Cluster.Task(id).Waits, wait => Assert.InRange(wait, 1, 20_000));
    }

    [Fact]
    public async Task Waiting_ends_with_its_time_and_the_task_as_it_is()
    {
        await using GatewayHost host = await GatewayHost.StartAsync(options => options.LongPollSlice = TimeSpan.FromMilliseconds(20));
        Guid id = host.Cluster.Add(task => task);

        JsonObject task = await host.Client.GetAsync($"/v1/tasks/{id}?wait_ms=100").JsonAsync();

        Assert.Equal("PENDING", (string?)task["status"]);
        Assert.True(host.Cluster.Task(id).Waits.Count > 1, "the wait is made of several calls");
    }

    [Fact]
    public async Task A_client_that_leaves_ends_the_wait()
    {
        await using GatewayHost host = await GatewayHost.StartAsync(options => options.LongPollSlice = TimeSpan.FromMilliseconds(20));
        Guid id = host.Cluster.Add(task => task);
        using var leave = new CancellationTokenSource();
        Task<HttpResponseMessage> waiting = host.Client.GetAsync($"/v1/tasks/{id}?wait_ms=60000", leave.Token);
        FakeTaskGrain grain = host.Cluster.Task(id);
        await Until(() => grain.Waits.Count > 1);

        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Until(async () =>
        {
            var before = grain.Waits.Count;
            await Task.Delay(200);
            return grain.Waits.Count == before;
        });
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("60001")]
    [InlineData("soon")]
    public async Task A_wait_is_0_to_60000(string wait)
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        JsonObject problem = await host.Client.GetAsync($"/v1/tasks/{Guid.NewGuid()}?wait_ms={wait}").ProblemAsync(HttpStatusCode.BadRequest, "VALIDATION_FAILED");

        Assert.Contains("0 to 60000", problem.Error("wait_ms"), StringComparison.Ordinal);
    }

    private static Task Until(Func<bool> condition) => Until(() => Task.FromResult(condition()));

    private static async Task Until(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await condition())
            await Task.Delay(5, limit.Token);
    }
}
