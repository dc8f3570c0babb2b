namespace Orchestrator.Gateway.Tests;

public sealed class SubmitTests
{
    private static readonly object Task = new { task_type = "CHAT", input_text = "Hello" };

    [Fact]
    public async Task A_task_is_accepted_with_its_location()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        HttpResponseMessage response = await host.Submit(Task);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        JsonObject body = await response.JsonAsync();
        Assert.Equal(["task_id", "status", "created_at"], body.Select(pair => pair.Key));
        Assert.Equal("PENDING", (string?)body["status"]);
        Assert.Equal("2025-01-15T10:23:45Z", (string?)body["created_at"]);
        Assert.Equal($"/v1/tasks/{body["task_id"]}", response.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Every_field_reaches_the_task()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        await host.Submit(new
        {
            task_type = "BATCH_SUMMARIZATION",
            input_text = "Text",
            priority = "URGENT",
            is_batch = true,
            max_cost_usd = 0.01m,
            max_latency_ms = 5000,
            metadata = new { customer = "42" },
            callback_url = "https://example.org/hook",
            max_output_tokens = 100,
            target = "QUANTIZED",
            model = "tiny",
        });

        TaskSubmission task = Assert.Single(host.Cluster.Tasks).Snapshot!.Submission;
        Assert.Equal((TaskType.BatchSummarization, "Text", TaskPriority.Urgent, true), (task.Type, task.InputText, task.Priority, task.IsBatch));
        Assert.Equal((0.01m, 5000, 100), (task.MaxCostUsd, task.MaxLatencyMs, task.MaxOutputTokens));
        Assert.Equal(("42", "https://example.org/hook"), (task.Metadata["customer"], task.CallbackUrl));
        Assert.Equal((ComputeTarget.Quantized, "tiny"), (task.Target, task.Model));
        Assert.StartsWith("key-", task.Account, StringComparison.Ordinal);
        Assert.Null(task.RequestHash);
    }

    [Fact]
    public async Task Nulls_are_as_good_as_absent_fields()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        HttpResponseMessage response = await host.Post("/v1/tasks", """
            { "task_type": "REASONING", "input_text": "Explain quantum entanglement to a 10-year-old.", "priority": "HIGH",
              "is_batch": false, "max_cost_usd": 0.01, "max_latency_ms": 5000, "metadata": {}, "callback_url": null,
              "max_output_tokens": null, "target": null, "model": null }
            """);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Null(Assert.Single(host.Cluster.Tasks).Snapshot!.Submission.Target);
    }

    [Fact]
    public async Task A_full_cluster_answers_503_with_the_time_to_come_back()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        host.Cluster.Refuse = _ => SubmitOutcome.Overloaded;

        HttpResponseMessage response = await host.Submit(Task);

        await System.Threading.Tasks.Task.FromResult(response).ProblemAsync(HttpStatusCode.ServiceUnavailable, "OVERLOADED");
        Assert.Equal(7, response.Headers.RetryAfter?.Delta?.TotalSeconds);
    }

    [Fact]
    public async Task A_lost_silo_is_survived_by_trying_once_more()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        host.Cluster.Fail(new SiloUnavailableException("gone"), times: 1);

        HttpResponseMessage response = await host.Submit(Task);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Fact]
    public async Task Neither_prompt_nor_key_is_ever_logged()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        await host.Submit(new { task_type = "CHAT", input_text = "a very private prompt" });
        await host.Submit(new { task_type = "CHAT", input_text = "a very private prompt", prority = 1 });
        host.Cluster.Fail(new TimeoutException("late"));
        await host.Submit(new { task_type = "CHAT", input_text = "a very private prompt" });

        Assert.Contains(host.Log.Lines, line => line.Event.Id == 5001);
        Assert.DoesNotContain(host.Log.Lines, line => line.Message.Contains("private", StringComparison.Ordinal) || line.Message.Contains(GatewayHost.Key, StringComparison.Ordinal));
    }
}
