using System.Diagnostics;

namespace Orchestrator.Cluster.Tests;

[Collection(nameof(ClusterServers))]
public sealed class RollingRestartTests(ClusterServers servers, ITestOutputHelper output)
{
    /// <summary>
    /// Tasks that can end within the grace period run once; longer ones are handed on, and one that is on its way just then may find its silo gone.
    /// None of them fails or goes to another target.
    /// </summary>
    [Theory]
    [InlineData("10", "60", "COMPLETED")]
    [InlineData("150", "1", "COMPLETED,HANDED_ON,LOST")]
    public async Task Stopping_a_silo_in_good_order_fails_no_task_and_causes_no_fallback(string scale, string graceSec, string expected)
    {
        await using var cluster = await TestCluster.StartAsync(
            servers, [Tasks.AllTargets, Tasks.AllTargets, Tasks.AllTargets],
            ("--simulate", "true"), ("--simulate-scale", scale), ("--shutdown-grace-sec", graceSec));
        await using var load = new Load(cluster.Gateway, Tasks.ForTheCloud, callers: 4, pauseMs: 100);
        await load.UntilAcceptedAsync(60);

        var victim = cluster.RouterSilo();
        var started = Stopwatch.GetTimestamp();
        await victim.StopAsync();
        output.WriteLine($"The silo was gone {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s after SIGTERM.");
        await load.UntilAcceptedAsync(load.Accepted.Count + 40);
        await load.StopAsync();

        await cluster.AssertBooksAsync(load.Accepted.Count);
        var tasks = await Task.WhenAll(load.Accepted.Select(id => cluster.Gateway.GetAsync($"/v1/tasks/{id}")));
        var outcomes = tasks.SelectMany(Tasks.Attempts).CountBy(attempt => (string?)attempt["outcome"] ?? "").ToDictionary();
        output.WriteLine($"{tasks.Length} tasks; attempts: {string.Join(", ", outcomes)}; calls refused: {load.Calls.Count(call => !call.Succeeded)}.");
        Assert.All(tasks, task => Assert.Equal("COMPLETED", (string?)task["status"]));
        Assert.All(tasks, task => Assert.Equal(["CLOUD"], task.Attempts().Select(attempt => (string?)attempt["target"]).Distinct()));
        Assert.Empty(outcomes.Keys.Except(expected.Split(',')));
        Assert.All(load.Calls, call => Assert.True(call.Succeeded, $"A call was answered with {call.Status}."));
    }
}
