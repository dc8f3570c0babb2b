using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Orchestrator.Cluster.Tests;

/// <summary>Run by hand: <c>SOAK_TASKS=200000</c>, more than the 20,000 that warm it up.</summary>
[Collection(nameof(ClusterServers))]
public sealed class SoakTests(ITestOutputHelper output)
{
    private const int BatchSize = 500;
    private const int WarmUp = 20_000;
    private const double AllowedGrowth = 0.15;

    [Fact]
    public async Task Memory_stays_flat()
    {
        Assert.SkipUnless(int.TryParse(Environment.GetEnvironmentVariable("SOAK_TASKS"), CultureInfo.InvariantCulture, out var tasks), "SOAK_TASKS is not set: a soak takes minutes.");
        using var folder = new TemporaryFolder();
        await using var silo = await SiloProcess.StartAsync(
            folder, ("--simulate", "true"), ("--simulate-scale", "0"), ("--roles", "silo,gateway"), ("--log-level", "Warning"), ("--max-pending-tasks", "100000"));

        var memoryEarly = 0d;
        for (var done = 0; done < tasks;)
        {
            await RunBatchAsync(silo, done);
            done += BatchSize;
            if (done % WarmUp < BatchSize)
                output.WriteLine($"{done} tasks: {ResidentMb(silo):0} MB resident");
            if (done == WarmUp)
                memoryEarly = ResidentMb(silo);
        }

        // Before the books are read: that maps the whole database file into memory.
        var memoryLate = ResidentMb(silo);
        var books = await silo.GetAsync("/v1/invariants");
        Assert.True((bool)books["in_order"]!, books.ToJsonString());
        Assert.InRange(memoryLate, 0, memoryEarly * (1 + AllowedGrowth));
    }

    private static async Task RunBatchAsync(SiloProcess silo, int first)
    {
        using var response = await silo.Http.PostAsJsonAsync("/v1/tasks/batch", new { tasks = Enumerable.Range(first, BatchSize).Select(Tasks.OfEveryKind) });
        response.EnsureSuccessStatusCode();
        var id = (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["batch_id"]!;
        await silo.UntilAsync($"/v1/tasks/batch/{id}", batch => (long?)batch["by_status"]!["COMPLETED"] == BatchSize, withinSeconds: 120);
    }

    private static double ResidentMb(SiloProcess silo) =>
        double.Parse(File.ReadLines($"/proc/{silo.ProcessId}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
}
