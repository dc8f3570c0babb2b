using System.Diagnostics;

namespace Orchestrator.Cluster.Tests;

[Collection(nameof(ClusterServers))]
public sealed class GrowthTests(ClusterServers servers, ITestOutputHelper output)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_fourth_silo_takes_its_share_of_the_load()
    {
        await using var cluster = await TestCluster.StartAsync(
            servers, [Tasks.AllTargets, Tasks.AllTargets, Tasks.AllTargets], ("--simulate", "true"), ("--simulate-scale", "20"));
        var before = await cluster.Gateway.CapabilitiesAsync();
        await using var load = new Load(cluster.Gateway, Tasks.ForTheCloud);
        await load.UntilAcceptedAsync(30);

        await cluster.AddSiloAsync(Tasks.AllTargets);
        var ready = Stopwatch.GetTimestamp();
        double share;
        do
        {
            await Task.Delay(250);
            share = await ShareOfNewAsync(cluster.Gateway, before.Keys);
        }
        while (share < 0.15 && Stopwatch.GetElapsedTime(ready) < Limit);

        output.WriteLine($"{Stopwatch.GetElapsedTime(ready).TotalSeconds:0.0} s after it was ready the fourth silo ran {share:P0} of the last 100 tasks.");
        Assert.InRange(share, 0.15, 0.6);
        await load.StopAsync();
        await cluster.AssertBooksAsync(load.Accepted.Count);
    }

    /// <summary>The share of the newest attempts that run on a silo which was not there before.</summary>
    private static async Task<double> ShareOfNewAsync(SiloProcess gateway, IReadOnlyCollection<string> before)
    {
        var newest = (await gateway.GetAsync("/v1/tasks?limit=100"))["tasks"]!.AsArray().SelectMany(task => task!.Attempts()).ToList();
        return newest.Count(attempt => !before.Contains((string)attempt["silo"]!)) / (double)Math.Max(1, newest.Count);
    }
}
