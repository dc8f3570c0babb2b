using System.Text.Json;

namespace Orchestrator.Cli.Tests;

/// <summary>The tool against a real server that it starts itself.</summary>
public sealed class EndToEndTests
{
    [Fact]
    public async Task Simulate_starts_a_server_and_shows_where_every_kind_of_task_goes()
    {
        var tool = new Tool();

        Assert.Equal(0, await tool.RunAsync("simulate", "--embedded", "--silo", AppContext.BaseDirectory, "--scenario", "all", "--json"));

        using var results = JsonDocument.Parse(tool.Output);
        var scenarios = results.RootElement.EnumerateArray().ToDictionary(
            scenario => scenario.GetProperty("scenario").GetString()!,
            scenario => scenario.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("target").GetString()!).ToArray());
        Assert.Equal(["CPU", "CPU", "GPU", "CLOUD", "GPU"], scenarios["urgency"]);
        Assert.Equal(["CLOUD", "CPU", "QUANTIZED", "QUANTIZED", "QUANTIZED"], scenarios["cost"]);
        Assert.Equal(["CPU", "GPU", "GPU", "CPU", "CLOUD", "CPU"], scenarios["reasoning"]);
        Assert.Equal(12, scenarios["resource"].Length);
        Assert.All(scenarios["resource"], target => Assert.Contains(target, new[] { "CPU", "QUANTIZED" }));
    }

    [Theory]
    [InlineData]
    [InlineData("--stream")]
    [InlineData("--openai")]
    [InlineData("--openai", "--stream")]
    public async Task Two_hundred_tasks_under_load_are_all_done_once_and_rightly(params string[] way)
    {
        var folder = new TestServers.TemporaryFolder();
        using (folder)
        {
            await using var silo = await TestServers.SiloProcess.StartAsync(folder, ("--simulate", "true"), ("--simulate-scale", "0"), ("--log-level", "Warning"));
            var tool = new Tool();

            Assert.Equal(0, await tool.RunAsync(
                ["load", "--users", "20", "--tasks", "200", "--warm-up", "20", "--json", "--url", silo.Http.BaseAddress!.ToString(), .. way]));

            using var report = JsonDocument.Parse(tool.Output);
            Assert.Equal((0, 0, 0, 0), (Count("errors"), Count("lost"), Count("double"), Count("wrong")));
            Assert.True(report.RootElement.GetProperty("server_cpu_us_per_task").GetDouble() > 0);
            // A chat completion that comes whole does not tell when it began.
            Assert.Equal(way is ["--openai"], report.RootElement.GetProperty("ttft_ms").GetProperty("p50").GetDouble() == 0);

            long Count(string name) => report.RootElement.GetProperty(name).GetInt64();
        }
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named()
    {
        var tool = new Tool();

        Assert.Equal(2, await tool.RunAsync("simulate", "--embedded", "--silo", "nowhere"));
        Assert.Contains("nowhere", tool.Errors, StringComparison.Ordinal);
    }
}
