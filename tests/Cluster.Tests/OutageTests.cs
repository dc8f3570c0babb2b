using System.Globalization;
using System.Net;

namespace Orchestrator.Cluster.Tests;

[Collection(nameof(ClusterServers))]
public sealed class OutageTests(ClusterServers servers, ITestOutputHelper output)
{
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(int.Parse(Environment.GetEnvironmentVariable("OUTAGE_SECONDS") ?? "8", CultureInfo.InvariantCulture));

    [Fact]
    public async Task Redis_and_then_PostgreSQL_may_go_away_for_a_while_and_nothing_is_lost()
    {
        await using var cluster = await TestCluster.StartAsync(servers, [Tasks.AllTargets, Tasks.AllTargets], ("--simulate", "true"), ("--simulate-scale", "10"));
        await using var load = new Load(cluster.Gateway, Tasks.ForTheCloud, callers: 4, pauseMs: 100);
        await load.UntilAcceptedAsync(20);

        await servers.Redis.StopAsync();
        await DuringAsync("Redis", "membership", cluster, load, servers.Redis.ResumeAsync);

        await servers.Postgres.StopAsync();
        await DuringAsync("PostgreSQL", "store", cluster, load, servers.Postgres.ResumeAsync);

        await load.StopAsync();
        await cluster.AssertBooksAsync(load.Accepted.Count);
        var tasks = await Task.WhenAll(load.Accepted.Select(id => cluster.Gateway.GetAsync($"/v1/tasks/{id}")));
        Assert.All(tasks, task => Assert.Equal("COMPLETED", (string?)task["status"]));
        output.WriteLine($"{tasks.Length} tasks accepted and completed.");
    }

    /// <summary>Readiness says so while it is away, and recovers; tasks are accepted again afterwards.</summary>
    private async Task DuringAsync(string what, string check, TestCluster cluster, Load load, Func<Task> resume)
    {
        var wentAt = load.Now;
        await UntilReadinessAsync(cluster.Gateway, HttpStatusCode.ServiceUnavailable, check, "DOWN");
        await Task.Delay(Outage);
        var accepted = load.Accepted.Count;
        await resume();
        var backAt = load.Now;
        await UntilReadinessAsync(cluster.Gateway, HttpStatusCode.OK, check, "UP");
        var ready = load.Now - backAt;
        await load.UntilAcceptedAsync(accepted + 20).WaitAsync(TimeSpan.FromSeconds(60));

        var during = load.Calls.Where(call => call.SentAt >= wentAt && call.SentAt < backAt).ToList();
        output.WriteLine($"{what} away for {(backAt - wentAt).TotalSeconds:0.0} s: {during.Count(call => call.Succeeded)} calls accepted, {during.Count(call => !call.Succeeded)} refused ({string.Join(", ", during.CountBy(call => $"{call.Status}"))}); ready again {ready.TotalSeconds:0.0} s after it was back.");
        Assert.All(during, call => Assert.True(call.Status is HttpStatusCode.Accepted or HttpStatusCode.ServiceUnavailable, $"A call was answered with {call.Status}."));
    }

    private static async Task UntilReadinessAsync(SiloProcess gateway, HttpStatusCode status, string check, string state)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            using var response = await gateway.Http.GetAsync("/v1/health/ready", limit.Token);
            var body = System.Text.Json.Nodes.JsonNode.Parse(await response.Content.ReadAsStringAsync(limit.Token))!;
            if (response.StatusCode == status && (string?)body["checks"]![check]!["status"] == state)
                return;
            await Task.Delay(100, limit.Token);
        }
    }
}
