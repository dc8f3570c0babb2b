namespace Orchestrator.Gateway.Tests;

public sealed class RoutingTests
{
    [Fact]
    public async Task Statistics_have_the_fields_of_the_contract()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        var text = await host.Client.GetStringAsync("/v1/routing/stats?hours=48");

        Assert.Equal(
            """
            {"total_tasks":10,"by_target":{"GPU":0,"CPU":8,"QUANTIZED":0,"CLOUD":0},
            "by_status":{"PENDING":0,"ROUTING":0,"EXECUTING":0,"COMPLETED":9,"FAILED":1,"CANCELLED":0},
            "total_cost_usd":0.1,"estimated_cloud_cost_usd":0.3,"cost_saved_usd":0.2,"avg_latency_ms":12.3,"p95_latency_ms":100,
            "sla_attainment":0.5,"unpriced_tasks":0,"period_hours":48,"p50_latency_ms":null}
            """.ReplaceLineEndings(""),
            text);
    }

    [Theory]
    [InlineData("hours=0")]
    [InlineData("hours=8761")]
    [InlineData("hours=day")]
    public async Task A_period_is_1_to_8760_hours(string query)
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        JsonObject problem = await host.Client.GetAsync($"/v1/routing/stats?{query}").ProblemAsync(HttpStatusCode.BadRequest, "VALIDATION_FAILED");

        Assert.Equal(["hours"], problem.WrongFields());
    }

    [Fact]
    public async Task The_decision_log_is_paged_and_filtered()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        JsonObject log = await host.Client.GetAsync("/v1/routing/decision-log?page=3&page_size=10&target=CPU&stage=rule_based").JsonAsync();

        Assert.Equal((3, 10, ComputeTarget.Cpu, DecisionStage.RuleBased), host.Cluster.Query.LastLog);
        Assert.Equal((41, 3, 10), ((int?)log["total"], (int?)log["page"], (int?)log["page_size"]));
        JsonNode decision = log["decisions"]![0]!["decision"]!;
        Assert.Equal("urgent_complex_cloud", (string?)decision["rule"]);
        Assert.Null(decision["candidates"]![0]!["score"]);
    }

    [Fact]
    public async Task Bad_pages_are_named()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        JsonObject problem = await host.Client.GetAsync("/v1/routing/decision-log?page=0&page_size=501&target=x&stage=RULE_BASED")
            .ProblemAsync(HttpStatusCode.BadRequest, "VALIDATION_FAILED");

        Assert.Equal(["page", "page_size", "target", "stage"], problem.WrongFields());
        Assert.Contains("rule_based, scored, ml, bandit, pinned", problem.Error("stage"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_explanation_takes_the_decision_apart_and_runs_nothing()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        JsonObject explanation = await host.Post("/v1/routing/explain", """{ "task_type": "CHAT", "input_text": "Hello" }""").JsonAsync();

        Assert.Equal(
            ["profile", "stage", "facts", "rules", "decision", "failure", "probabilities", "counterfactuals", "resources"],
            explanation.Select(pair => pair.Key));
        Assert.Equal("12.5", (string?)explanation["facts"]!["cpu_utilization"]);
        Assert.True((bool?)explanation["rules"]![0]!["conditions"]![0]!["passed"]);
        Assert.Equal(0.9, (double?)explanation["probabilities"]!["CPU"]);
        Assert.Empty(host.Cluster.Tasks);
    }

    [Fact]
    public async Task An_explanation_checks_its_task()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        JsonObject problem = await host.Post("/v1/routing/explain", "{}").ProblemAsync(HttpStatusCode.BadRequest, "VALIDATION_FAILED");

        Assert.Equal(["task_type", "input_text"], problem.WrongFields());
    }

    [Fact]
    public async Task The_stage_can_be_read_and_changed()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        HttpResponseMessage changed = await host.Client.PutAsJsonAsync("/v1/routing/stage", new { stage = "scored" });

        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal("""{"stage":"scored"}""", await host.Client.GetStringAsync("/v1/routing/stage"));
    }

    [Theory]
    [InlineData("""{ "stage": "SCORED" }""", "stage")]
    [InlineData("""{ "stages": "scored" }""", "stages")]
    [InlineData("{}", "stage")]
    public async Task Another_stage_is_refused(string body, string field)
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        JsonObject problem = await host.Client.PutAsync("/v1/routing/stage", new StringContent(body, null, "application/json"))
            .ProblemAsync(HttpStatusCode.BadRequest, "VALIDATION_FAILED");

        Assert.Contains(field, problem.WrongFields());
    }
}
