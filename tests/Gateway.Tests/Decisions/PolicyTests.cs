namespace Orchestrator.Gateway.Tests;

public sealed class PolicyTests
{
    private const string Rule = """
        { "name": "night", "priority_order": 25, "target": "CLOUD", "confidence": 0.7, "description": "At night.",
          "conditions": { "task_type_in": ["CHAT", "REASONING"], "complexity_score_gt": 0.50, "is_batch": false, "priority": "LOW" } }
        """;

    [Fact]
    public async Task A_rule_is_created_then_replaced_and_read_as_it_was_written()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        HttpResponseMessage created = await host.Post("/v1/routing/policy", Rule);
        HttpResponseMessage replaced = await host.Post("/v1/routing/policy", Rule);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (created.StatusCode, replaced.StatusCode));
        JsonObject policy = await host.Client.GetAsync("/v1/routing/policy").JsonAsync();
        JsonNode rule = policy["rules"]!.AsArray().Single(rule => (string?)rule!["name"] == "night")!;
        Assert.Equal(
            """{"task_type_in":["CHAT","REASONING"],"complexity_score_gt":0.50,"is_batch":false,"priority":"LOW"}""",
            rule["conditions"]!.ToJsonString());
        Assert.Equal(("api", true, 3), ((string?)rule["source"], (bool?)rule["enabled"], (int?)rule["hits"]));
    }

    [Fact]
    public async Task Conditions_reach_the_router_as_literals()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        await host.Post("/v1/routing/policy", Rule);

        RoutingRule rule = host.Cluster.Router.Rules[^1];
        Assert.Equal([RuleOperator.In, RuleOperator.GreaterThan, RuleOperator.Equal, RuleOperator.Equal], rule.Conditions.Select(condition => condition.Operator));
        Assert.Equal(["CHAT", "REASONING"], rule.Conditions[0].Values);
        Assert.Equal("0.50", Assert.Single(rule.Conditions[1].Values));
        Assert.Equal("false", Assert.Single(rule.Conditions[2].Values));
    }

    [Fact]
    public async Task Everything_wrong_with_a_rule_is_said_at_once()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        JsonObject problem = await host.Post("/v1/routing/policy", """
            { "name": "", "target": "TPU", "confidence": 2, "enabled": 1,
              "conditions": { "complexity_scor_gt": 1, "priority_in": "LOW", "priority": {}, "task_type_in": [] } }
            """).ProblemAsync(HttpStatusCode.BadRequest, "VALIDATION_FAILED");

        Assert.Equal(
            [
                "priority_order", "name", "target", "confidence", "enabled", "conditions.complexity_scor_gt", "conditions.priority_in",
                "conditions.priority", "conditions.task_type_in",
            ],
            problem.WrongFields());
        Assert.Contains("did you mean 'complexity_score_gt'", problem.Error("conditions.complexity_scor_gt"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_that_breaks_the_policy_is_refused_with_the_routers_words()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        host.Cluster.Router.Refusal = [new PolicyError("rules[1].priority_order", "25 is taken by 'other'")];

        JsonObject problem = await host.Post("/v1/routing/policy", Rule).ProblemAsync(HttpStatusCode.BadRequest, "VALIDATION_FAILED");

        Assert.Equal("25 is taken by 'other'", problem.Error("rules[1].priority_order"));
    }

    [Fact]
    public async Task A_refused_edit_of_the_file_is_shown_with_its_place()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        host.Cluster.Router.Refusal = [new PolicyError("rules[0].target", "'TPU' is not a target", 4, 11)];

        JsonObject policy = await host.Client.GetAsync("/v1/routing/policy").JsonAsync();

        Assert.Equal(
            """[{"field":"rules[0].target","message":"'TPU' is not a target","line":4,"column":11}]""",
            policy["last_reload_errors"]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Assert.Equal("v7", (string?)policy["version"]);
    }

    [Fact]
    public async Task A_rule_can_be_deleted_but_not_the_catch_all()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        host.Cluster.Router.Rules.Add(Samples.Rule("night", 25, ComputeTarget.Cloud, new RuleCondition("priority", RuleOperator.Equal, ["LOW"])));

        Assert.Equal(HttpStatusCode.NoContent, (await host.Client.DeleteAsync("/v1/routing/policy/night")).StatusCode);
        await host.Client.DeleteAsync("/v1/routing/policy/night").ProblemAsync(HttpStatusCode.NotFound, "NOT_FOUND");
        await host.Client.DeleteAsync("/v1/routing/policy/default_cpu").ProblemAsync(HttpStatusCode.Conflict, "CATCH_ALL_RULE");
    }
}
