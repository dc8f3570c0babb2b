namespace Orchestrator.Gateway.Tests;

public sealed class LearningTests
{
    [Fact]
    public async Task Training_is_started_and_followed()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        HttpResponseMessage started = await host.Client.PostAsync("/v1/routing/train", null);

        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        Assert.Equal("/v1/routing/train", started.Headers.Location?.ToString());
        JsonObject status = await host.Client.GetAsync("/v1/routing/train").JsonAsync();
        Assert.Equal((true, "m2"), ((bool)status["running"]!, (string?)status["active_model"]));
        JsonNode run = status["last_run"]!;
        Assert.Equal((1500, 1000, true), ((int)run["rows"]!, (int)run["rows_needed"]!, (bool)run["promoted"]!));
        Assert.Equal((0.02, 0.88), ((double)run["holdout"]!["calibration_error"]!, (double)run["holdout"]!["reliability"]![0]!["observed"]!));
        Assert.Equal(-0.003, (double)run["comparison"]!["low"]!);
    }

    [Fact]
    public async Task A_model_file_is_handed_over_as_it_came()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        JsonObject models = await host.Client.PutAsync("/v1/routing/model", Json("""{"format":1,"any":[1,2]}""")).JsonAsync();

        Assert.Equal("""{"format":1,"any":[1,2]}""", host.Cluster.Learning.PutFile);
        Assert.Equal("m2", (string?)models["models"]![0]!["version"]);
    }

    [Fact]
    public async Task A_broken_model_file_is_a_400_that_says_why()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        host.Cluster.Learning.Refusal = "The model file has format 7, this version reads format 1.";

        JsonObject problem = await host.Client.PutAsync("/v1/routing/model", Json("""{"format":7}""")).ProblemAsync(HttpStatusCode.BadRequest, "VALIDATION_FAILED");

        Assert.Contains("format 7", problem.Error("body"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_model_before_there_is_nothing_to_go_back_to()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await host.Client.PostAsync("/v1/routing/model/rollback", null)).StatusCode);
        host.Cluster.Learning.Refusal = "There is no model before the one in use.";

        await host.Client.PostAsync("/v1/routing/model/rollback", null).ProblemAsync(HttpStatusCode.Conflict, "NOTHING_BEFORE");
    }

    [Theory]
    [InlineData("GET", "/v1/routing/weights")]
    [InlineData("POST", "/v1/routing/weights/improve")]
    [InlineData("POST", "/v1/routing/weights/revert")]
    public async Task Weights_come_with_their_history(string method, string path)
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        JsonObject weights = await host.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path)).JsonAsync();

        Assert.Equal((1, 0.32), ((int)weights["active"]!["version"]!, (double)weights["active"]!["cost"]!));
        Assert.Equal(0, (int)weights["history"]![0]!["version"]!);
        Assert.NotNull(weights["next_at"]);
    }

    [Fact]
    public async Task A_replay_has_the_fields_of_the_contract()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        JsonObject replay = await host.Post("/v1/routing/replay", """{ "stage": "ml", "hours": 48 }""").JsonAsync();

        Assert.Equal(new ReplayRequest(null, RoutingStage.Ml, 48), host.Cluster.Learning.Asked);
        Assert.Equal(3, (int)replay["replayed"]!["by_target"]!["CPU"]!);
        Assert.Equal((0.5, 812.5, 0.75), ((double)replay["happened"]!["cost_usd"]!, (double)replay["happened"]!["mean_latency_ms"]!, (double)replay["happened"]!["sla_attainment"]!));
        Assert.Equal(0.72, (double)replay["off_policy"]!["doubly_robust"]!["high"]!);
    }

    [Theory]
    [InlineData("""{ "hours": 0 }""", "hours")]
    [InlineData("""{ "stage": "best" }""", "stage")]
    [InlineData("""{ "policy": "x" }""", "policy")]
    public async Task A_replay_names_what_is_wrong(string body, string field)
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        Assert.Equal([field], (await host.Post("/v1/routing/replay", body).ProblemAsync(HttpStatusCode.BadRequest, "VALIDATION_FAILED")).WrongFields());
    }

    [Fact]
    public async Task A_policy_that_is_not_valid_is_refused_with_its_line()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        host.Cluster.Learning.PolicyErrors = [new PolicyError("rules[0].target", "'TPU' is not a target", 4, 11)];

        JsonObject problem = await host.Post("/v1/routing/replay", """{ "policy_yaml": "rules: []" }""").ProblemAsync(HttpStatusCode.BadRequest, "VALIDATION_FAILED");

        Assert.Equal("line 4, column 11: rules[0].target: 'TPU' is not a target", problem.Error("policy_yaml"));
    }

    [Fact]
    public async Task A_candidate_is_tried_looked_at_and_ended()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        await host.Client.GetAsync("/v1/routing/candidate").ProblemAsync(HttpStatusCode.NotFound, "NOT_FOUND");

        JsonObject trial = await host.Client.PutAsync("/v1/routing/candidate", Json("""{ "mode": "CANARY", "stage": "ml", "share": 0.1 }""")).JsonAsync();

        Assert.Equal(("CANARY", "ml", 0.1), ((string?)trial["mode"], (string?)trial["stage"], (double)trial["share"]!));
        Assert.Equal(0.75, (double)(await host.Client.GetAsync("/v1/routing/candidate").JsonAsync())["agreement"]!);
        Assert.Equal(HttpStatusCode.NoContent, (await host.Client.DeleteAsync("/v1/routing/candidate")).StatusCode);
        await host.Client.DeleteAsync("/v1/routing/candidate").ProblemAsync(HttpStatusCode.NotFound, "NOT_FOUND");
    }

    [Theory]
    [InlineData("""{ "stage": "ml" }""", "mode")]
    [InlineData("""{ "mode": "SHADOW" }""", "stage")]
    [InlineData("""{ "mode": "SHADOW", "stage": "ml", "share": 0.1 }""", "share")]
    [InlineData("""{ "mode": "CANARY", "stage": "ml", "share": 2 }""", "share")]
    public async Task A_trial_names_what_is_wrong(string body, string field)
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        JsonObject problem = await host.Client.PutAsync("/v1/routing/candidate", Json(body)).ProblemAsync(HttpStatusCode.BadRequest, "VALIDATION_FAILED");

        Assert.Equal([field], problem.WrongFields());
    }

    private static StringContent Json(string body) => new(body, null, "application/json");
}
