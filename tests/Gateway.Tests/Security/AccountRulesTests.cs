namespace Orchestrator.Gateway.Tests;

public sealed class AccountRulesTests
{
    private const string Body = """{"task_type":"CHAT","input_text":"Hello."PRIORITY}""";

    private static readonly Account Limited = Accounts.Named(GatewayHost.Key) with
    {
        Name = "limited",
        Role = AccountRole.Submit,
        PriorityCeiling = TaskPriority.Low,
        BarredTargets = TargetSet.None.With(ComputeTarget.Cloud),
    };

    [Fact]
    public async Task A_priority_above_the_ceiling_is_refused_with_what_is_allowed()
    {
        await using GatewayHost host = await GatewayHost.StartAsync(accounts: new AccountSet([Limited]));

        JsonObject problem = await host.Post("/v1/tasks", With(""","priority":"URGENT" """)).ProblemAsync(HttpStatusCode.BadRequest, "VALIDATION_FAILED");

        Assert.Equal("'URGENT' is above the ceiling of account 'limited'; allowed: LOW", (string?)problem["errors"]!["priority"]![0]);
    }

    [Fact]
    public async Task The_priority_of_who_asks_for_none_is_lowered_to_the_ceiling()
    {
        await using GatewayHost host = await GatewayHost.StartAsync(accounts: new AccountSet([Limited]));

        Assert.Equal(HttpStatusCode.Accepted, (await host.Post("/v1/tasks", With(""))).StatusCode);

        Assert.Equal((TaskPriority.Low, "limited"), host.Cluster.Tasks.Select(task => (task.Snapshot!.Submission.Priority, task.Snapshot.Submission.Account)).Single());
    }

    [Fact]
    public async Task A_pin_on_a_target_that_is_not_allowed_is_refused_also_in_a_batch()
    {
        await using GatewayHost host = await GatewayHost.StartAsync(accounts: new AccountSet([Limited]));

        JsonObject problem = await host.Post("/v1/tasks/batch", $$"""{"tasks":[{{With("")}},{{With(""","target":"CLOUD" """)}}]}""").ProblemAsync(HttpStatusCode.BadRequest, "VALIDATION_FAILED");

        Assert.Equal("'CLOUD' is not open to account 'limited'; allowed: GPU, CPU, QUANTIZED", (string?)problem["errors"]!["tasks[1].target"]![0]);
    }

    [Fact]
    public async Task The_header_of_OpenAI_clients_is_under_the_ceiling_too()
    {
        await using GatewayHost host = await GatewayHost.StartAsync(accounts: new AccountSet([Limited]));
        host.Client.DefaultRequestHeaders.Add("X-Priority", "HIGH");

        HttpResponseMessage response = await host.Post("/v1/chat/completions", """{"model":"auto","messages":[{"role":"user","content":"Hello."}]}""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("ceiling", (string?)(await response.JsonAsync())["error"]!["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_has_a_window_of_its_own_length()
    {
        await using GatewayHost host = await GatewayHost.StartAsync(accounts: new AccountSet([Limited with { RateLimitPerMinute = 1 }]));

        await host.Client.GetAsync("/v1/tasks");

        Assert.Equal(HttpStatusCode.TooManyRequests, (await host.Client.GetAsync("/v1/tasks")).StatusCode);
    }

    private static string With(string more) => Body.Replace("PRIORITY", more, StringComparison.Ordinal);
}
