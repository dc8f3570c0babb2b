namespace Orchestrator.Gateway.Tests;

public sealed class PolicyVersionTests
{
    [Fact]
    public async Task A_text_is_validated_without_a_change_and_then_applied_by_its_author()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        JsonObject looked = await host.Client.PutAsync("/v1/routing/policy", Json("""{ "yaml": "rules: []", "validate_only": true }""")).JsonAsync();
        JsonObject applied = await host.Client.PutAsync("/v1/routing/policy", Json("""{ "yaml": "rules: []" }""")).JsonAsync();

        Assert.Equal((false, true), ((bool)looked["applied"]!, (bool)applied["applied"]!));
        Assert.Equal("night", (string?)applied["differences"]![0]!["name"]);
        Assert.Null(applied["differences"]![0]!["before"]);
        Assert.NotEqual("", host.Cluster.Policy.LastEdit!.Author);
    }

    [Fact]
    public async Task A_refused_text_says_where_it_is_wrong()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        host.Cluster.Policy.Refusal = [new PolicyError("rules[0].target", "'GPPU' is not one of GPU, CPU", 4, 13)];

        JsonObject problem = await host.Client.PutAsync("/v1/routing/policy", Json("""{ "yaml": "rules: []" }""")).ProblemAsync(HttpStatusCode.BadRequest, "VALIDATION_FAILED");

        Assert.StartsWith("line 4, column 13:", problem.Error("rules[0].target"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Versions_are_listed_and_one_is_returned_to()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        JsonObject list = await host.Client.GetAsync("/v1/routing/policy/versions?limit=3").JsonAsync();
        JsonObject reverted = await host.Client.PostAsync("/v1/routing/policy/versions/7/revert", null).JsonAsync();

        Assert.Equal((7, "team-a", "added night"), ((int)list["versions"]![0]!["number"]!, (string?)list["versions"]![0]!["author"], (string?)list["versions"]![0]!["summary"]));
        Assert.Equal((true, 7L), ((bool)reverted["applied"]!, host.Cluster.Policy.LastEdit!.Revert));
        Assert.Equal("rules:\n", await host.Client.GetStringAsync("/v1/routing/policy/text"));
    }

    private static StringContent Json(string text) => new(text, System.Text.Encoding.UTF8, "application/json");
}
