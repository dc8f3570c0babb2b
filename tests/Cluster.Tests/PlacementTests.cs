using System.Net.Http.Json;

namespace Orchestrator.Cluster.Tests;

[Collection(nameof(ClusterServers))]
public sealed class PlacementTests(ClusterServers servers)
{
    [Fact]
    public async Task Two_thousand_tasks_run_only_where_the_capability_is()
    {
        await using var cluster = await TestCluster.StartAsync(servers, ["gpu", "cpu,quantized", "cloud"], ("--simulate", "true"), ("--simulate-scale", "0"));
        var capabilities = await cluster.Gateway.CapabilitiesAsync();

        var first = await cluster.Gateway.RunBatchAsync(Enumerable.Range(0, 1000).Select(Tasks.OfEveryKind));
        var second = await cluster.Gateway.RunBatchAsync(Enumerable.Range(1000, 1000).Select(Tasks.OfEveryKind));

        var tasks = (await cluster.Gateway.ListAsync($"batch_id={first}")).Concat(await cluster.Gateway.ListAsync($"batch_id={second}")).ToList();
        Assert.Equal(2000, tasks.Count);
        Assert.All(tasks, task => Assert.Equal("COMPLETED", (string?)task["status"]));
        var attempts = tasks.SelectMany(Tasks.Attempts).ToList();
        Assert.All(attempts, attempt => Assert.Contains((string)attempt["target"]!, capabilities[(string)attempt["silo"]!]));
        Assert.Equal(["CLOUD", "CPU", "GPU", "QUANTIZED"], attempts.Select(attempt => (string)attempt["target"]!).Distinct().Order());
        await cluster.AssertBooksAsync(2000);
    }

    [Fact]
    public async Task A_task_whose_caller_stays_begins_on_the_silo_that_was_asked()
    {
        await using var cluster = await TestCluster.StartAsync(servers, [Tasks.AllTargets, Tasks.AllTargets], ("--simulate", "true"), ("--simulate-scale", "0"));

        await Task.WhenAll(Enumerable.Range(0, 100).Select(number => CompleteAsync(cluster.Silos[1], number)));
        await cluster.AssertBooksAsync(100);

        // A process that has ended has written all of its log.
        await Task.WhenAll(cluster.Silos.Select(silo => silo.StopAsync()));
        Assert.Equal([0, 100], cluster.Silos.Select(Begun));
    }

    private static int Begun(SiloProcess silo) => silo.Output.Split("task.submitted").Length - 1;

    private static async Task CompleteAsync(SiloProcess silo, int number)
    {
        using var response = await silo.Http.PostAsJsonAsync("/v1/chat/completions", new { model = "auto", messages = new[] { new { role = "user", content = $"Question {number}" } } });
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }
}
