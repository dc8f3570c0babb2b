using System.Globalization;
using System.Text.Json.Nodes;

namespace Orchestrator.Cluster.Tests;

[Collection(nameof(ClusterServers))]
public sealed class SiloLossTests(ClusterServers servers, ITestOutputHelper output)
{
    /// <summary>Generous: a shared machine may be many times slower than the five and fifteen seconds that are promised. What was measured is written out.</summary>
    private static readonly TimeSpan CallsLimit = TimeSpan.FromSeconds(20), TasksLimit = TimeSpan.FromSeconds(60);

    private static readonly int Rounds = int.Parse(Environment.GetEnvironmentVariable("CHAOS_ROUNDS") ?? "2", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Killing_a_silo_under_load_loses_nothing_and_does_nothing_twice()
    {
        await using var cluster = await TestCluster.StartAsync(
            servers, [Tasks.AllTargets, Tasks.AllTargets, Tasks.AllTargets], ("--simulate", "true"), ("--simulate-scale", "20"));
        await using var load = new Load(cluster.Gateway, Tasks.ForTheCloud);
        await load.UntilAcceptedAsync(100);
        for (var round = 0; round < Rounds; round++)
        {
            // The router's silo first, then the others in turn.
            var victim = round % 2 == 0 ? cluster.RouterSilo() : cluster.Silos.First(silo => silo != cluster.RouterSilo());
            await KillOneAsync(round, cluster, load, victim);
            await cluster.AddSiloAsync(Tasks.AllTargets);
            await cluster.UntilSeenAsync(3);
        }

        await load.StopAsync();
        await cluster.AssertBooksAsync(load.Accepted.Count);
        var ended = await Task.WhenAll(load.Accepted.Select(id => cluster.Gateway.GetAsync($"/v1/tasks/{id}")));
        Assert.All(ended, AssertCompleted);
        output.WriteLine($"{load.Accepted.Count} tasks accepted in {Rounds} rounds; {load.Calls.Count(call => !call.Succeeded)} calls refused, none lost.");
    }

    private async Task KillOneAsync(int round, TestCluster cluster, Load load, SiloProcess victim)
    {
        var before = load.Accepted.TakeLast(200).ToList();
        var killedAt = load.Now;
        await cluster.KillAsync(victim);

        var calls = await load.UntilSucceedsAsync(killedAt).WaitAsync(CallsLimit);
        var finished = await Task.WhenAll(before.Select(id => TerminalAsync(cluster.Gateway, id)));
        var tasks = load.Now - killedAt;

        var slow = load.Calls.Where(call => call.EndedAt > killedAt && (!call.Succeeded || call.Took > TimeSpan.FromSeconds(1))).Select(call => call.EndedAt - killedAt).DefaultIfEmpty().Max();
        output.WriteLine($"Round {round + 1}: first call after the kill answered after {calls.TotalSeconds:0.0} s; last slow or refused call ended at {slow.TotalSeconds:0.0} s; tasks before the kill terminal at {tasks.TotalSeconds:0.0} s.");
        Assert.True(tasks < TasksLimit, $"The tasks took {tasks}.");
        Assert.All(finished, AssertCompleted);
    }

    private static void AssertCompleted(JsonNode task) => Assert.True((string?)task["status"] == "COMPLETED", task.ToJsonString());

    /// <summary>Waits for the end of a task; a call that the loss of the silo refused is repeated.</summary>
    private static async Task<JsonNode> TerminalAsync(SiloProcess gateway, string id)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                var task = await gateway.GetAsync($"/v1/tasks/{id}?wait_ms=5000");
                if ((string?)task["status"] is "COMPLETED" or "FAILED" or "CANCELLED" || tries == 15)
                    return task;
            }
            catch (HttpRequestException) when (tries < 15)
            {
                await Task.Delay(200);
            }
        }
    }
}
