using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Orchestrator.Cluster.Tests;

/// <summary>What is changed at one process holds for the whole cluster, and outlives the router.</summary>
[Collection(nameof(ClusterServers))]
public sealed class StageTests(ClusterServers servers)
{
    [Fact]
    public async Task A_stage_and_a_candidate_set_at_one_process_hold_everywhere_and_outlive_the_silo_of_the_router()
    {
        await using var cluster = await TestCluster.StartAsync(servers, [Tasks.AllTargets, Tasks.AllTargets], ("--simulate", "true"), ("--simulate-scale", "0"));
        Assert.Equal("rule_based", await StageOfATaskAsync(cluster.Gateway));

        await PutAsync(cluster.Silos[0], "/v1/routing/stage", new { stage = "ml" });
        await PutAsync(cluster.Silos[1], "/v1/routing/candidate", new { mode = "SHADOW", stage = "scored" });

        foreach (var process in cluster.Silos.Append(cluster.Gateway))
        {
            Assert.Equal("ml", (string?)(await process.GetAsync("/v1/routing/stage"))["stage"]);
            Assert.Contains(await StageOfATaskAsync(process), new[] { "ml", "scored" });
        }

        await cluster.KillAsync(cluster.RouterSilo());
        await cluster.UntilSeenAsync(1);
        Assert.Equal("ml", (string?)(await cluster.Gateway.GetAsync("/v1/routing/stage"))["stage"]);
        Assert.Equal("scored", (string?)(await cluster.Gateway.GetAsync("/v1/routing/candidate"))["stage"]);
    }

    private static async Task PutAsync(SiloProcess process, string path, object body)
    {
        using var response = await process.Http.PutAsJsonAsync(path, body);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    private static async Task<string?> StageOfATaskAsync(SiloProcess process)
    {
        using var response = await process.Http.PostAsJsonAsync("/v1/tasks", new { task_type = "CHAT", input_text = "What is 2+2?" });
        var id = (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["task_id"]!;
        var task = await process.UntilAsync($"/v1/tasks/{id}?wait_ms=10000", answer => (string?)answer["status"] == "COMPLETED", withinSeconds: 60);
        return (string?)task["routing_decision"]!["decision_stage"];
    }
}
