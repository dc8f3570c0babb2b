using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Orchestrator.Telemetry.Tests.Metrics;
using Orchestrator.TestServers;

namespace Orchestrator.Telemetry.Tests.EndToEnd;

/// <summary>What a real silo serves at <c>/v1/metrics</c>, after callers asked for ten thousand models nobody has.</summary>
public sealed partial class MetricsFloodTests
{
    private const int Models = 10_000, InOneBatch = 1000, MostSeries = 500;

    [Fact]
    public async Task Ten_thousand_model_names_leave_fewer_than_five_hundred_series_under_their_names_and_promtool_passes_them()
    {
        using var folder = new TemporaryFolder();
        await using var silo = await SiloProcess.StartAsync(folder, ("--simulate", "true"), ("--simulate-scale", "0"), ("--no-target-grace-sec", "0"));
        foreach (var target in new[] { "GPU", "CPU", "QUANTIZED", "CLOUD" })
            Assert.Equal("COMPLETED", (string?)(await silo.RunAsync(new { task_type = "CHAT", input_text = "Hello", target }))["status"]);

        for (var first = 0; first < Models; first += InOneBatch)
            await FloodAsync(silo, Enumerable.Range(first, InOneBatch).Select(number => $"flood-{number}"));

        var text = await silo.Http.GetStringAsync("/v1/metrics");
        var series = text.Split('\n').Where(line => line.Length > 0 && line[0] != '#').ToList();
        Assert.InRange(series.Count, 100, MostSeries - 1);
        Assert.DoesNotContain(series, line => line.Contains("flood-", StringComparison.Ordinal));
        AssertNames(series);
        var (code, output) = await Promtool.Run(["check", "metrics"], Path.GetTempPath(), text);
        // 3 is "parsed, with advice on style": the names are fixed by the contract.
        Assert.True(code is 0 or 3, output);
        Assert.DoesNotContain("error while linting", output, StringComparison.OrdinalIgnoreCase);
    }

    private static void AssertNames(List<string> series)
    {
        var names = series.Select(line => line[..line.IndexOfAny(['{', ' '])]).ToHashSet();
        Assert.All(ApiMetrics.Seed, name => Assert.Contains(name, names));
        Assert.All(ApiMetrics.Histograms, name => Assert.Contains($"{name}_bucket", names));
        Assert.Contains(series, line => Counted().IsMatch(line));
        // Orleans' own, and the conventions for generative AI from the chat clients.
        Assert.Contains(names, name => name.StartsWith("orleans_", StringComparison.Ordinal));
        Assert.Contains("gen_ai_client_operation_duration_seconds_count", names);
        Assert.Contains("gen_ai_client_token_usage_sum", names);
        Assert.Contains("http_server_request_duration_seconds_count", names);
        Assert.Contains("dotnet_process_memory_working_set_bytes", names);
    }

    /// <summary>Hands in a task for each model, and waits for all of them to end.</summary>
    private static async Task FloodAsync(SiloProcess silo, IEnumerable<string> models)
    {
        using var response = await silo.Http.PostAsJsonAsync("/v1/tasks/batch", new { tasks = models.Select(model => new { task_type = "CHAT", input_text = "Hello", model }) });
        var batch = JsonNode.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!["batch_id"];
        await silo.UntilAsync($"/v1/tasks/batch/{batch}", answer => (bool)answer["finished"]!, withinSeconds: 300);
    }

    [GeneratedRegex("""^orchestrator_tasks_total\{status="FAILED"\} 10000$""")]
    private static partial Regex Counted();
}
