namespace Orchestrator.Gateway.Tests;

public sealed class StatsTests
{
    [Fact]
    public async Task Figures_are_broken_down_when_asked()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        JsonObject stats = await host.Client.GetAsync("/v1/routing/stats?hours=6&group_by=MODEL&baseline_model=cloud-a").JsonAsync();

        Assert.Equal((6, "cloud-a"), (host.Cluster.Query.LastStats!.Hours, host.Cluster.Query.LastStats.BaselineModel));
        JsonNode breakdown = stats["breakdown"]!;
        JsonNode group = breakdown["groups"]!.AsArray().Single()!;
        Assert.Equal(("MODEL", "phi3:mini", 4, 0.25m, 90.5), ((string?)breakdown["group_by"], (string?)group["key"], (int)group["tasks"]!, (decimal)group["cost_saved_usd"]!, (double)group["p95_latency_ms"]!));
        Assert.Equal(9, breakdown["latency_errors"]!.AsArray().Count);
        Assert.Null(breakdown["latency_errors"]![8]!["below"]);
    }

    [Fact]
    public async Task Hours_are_groups_by_their_start()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        JsonObject stats = await host.Client.GetAsync("/v1/routing/stats?from=2025-01-15T08:00Z&to=2025-01-15T10:00Z&group_by=HOUR").JsonAsync();

        Assert.Equal("2025-01-15T08:00Z", (string?)stats["breakdown"]!["groups"]![0]!["key"]);
        Assert.Equal(new DateTimeOffset(2025, 1, 15, 8, 0, 0, TimeSpan.Zero), host.Cluster.Query.LastStats!.From);
    }

    [Theory]
    [InlineData("to=2025-01-15", "to")]
    [InlineData("from=2025-01-15&to=2025-01-14", "to")]
    [InlineData("group_by=model", "group_by")]
    [InlineData("group_by=MODEL&baseline_model=none", "baseline_model")]
    public async Task What_is_wrong_is_named(string query, string field)
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        JsonObject problem = await host.Client.GetAsync($"/v1/routing/stats?{query}").ProblemAsync(HttpStatusCode.BadRequest, "VALIDATION_FAILED");

        Assert.Equal([field], problem.WrongFields());
    }
}
