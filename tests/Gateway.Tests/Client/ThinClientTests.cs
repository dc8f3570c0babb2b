using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.TestingHost;

namespace Orchestrator.Gateway.Tests;

/// <summary>The gateway as an Orleans client: everything crosses a real wire.</summary>
public sealed class ThinClientTests
{
    [Fact]
    public async Task A_gateway_without_a_silo_of_its_own_serves_the_cluster_and_says_503_when_it_is_gone()
    {
        InProcessTestCluster cluster = await StartClusterAsync();
        await using GatewayHost host = await GatewayHost.StartAsync(
            options =>
            {
                options.RateLimitPerMinute = 10;
                options.ReadTimeout = TimeSpan.FromMilliseconds(500);
                options.ReadinessTimeout = TimeSpan.FromMilliseconds(500);
            },
            cluster.Client);

        JsonObject accepted = await host.Submit(new { task_type = "REASONING", input_text = "Why?", metadata = new { a = "b" } }).JsonAsync();
        JsonObject task = await host.Client.GetAsync($"/v1/tasks/{accepted["task_id"]}?wait_ms=1000").JsonAsync();

        Assert.Equal(("COMPLETED", "rule_based", "b"), ((string?)task["status"], (string?)task["routing_decision"]!["decision_stage"], (string?)task["metadata"]!["a"]));
        await host.Client.GetAsync($"/v1/tasks/{Guid.NewGuid()}").ProblemAsync(HttpStatusCode.NotFound, "NOT_FOUND");
        await host.Client.GetAsync("/v1/tasks?cursor=x").ProblemAsync(HttpStatusCode.BadRequest, "VALIDATION_FAILED");

        await cluster.Silos[0].StopSiloAsync(stopGracefully: false);

        await host.Client.GetAsync("/v1/routing/stats").ProblemAsync(HttpStatusCode.ServiceUnavailable, "UNAVAILABLE");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await host.Client.GetAsync("/v1/health/ready")).StatusCode);
        await cluster.DisposeAsync();
    }

    private static async Task<InProcessTestCluster> StartClusterAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) => silo.Services
            .AddOrchestratorSerialization()
            // Orleans takes every class with a grain interface for a grain.
            .Configure<GrainTypeOptions>(types => types.Classes.RemoveWhere(type => type.Name.StartsWith("Fake", StringComparison.Ordinal))));
        builder.ConfigureClient(client => client.Services.AddOrchestratorSerialization());
        InProcessTestCluster cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }
}
