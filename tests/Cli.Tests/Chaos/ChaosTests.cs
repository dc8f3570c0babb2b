using System.Text.Json;
using Orchestrator.TestServers;

namespace Orchestrator.Cli.Tests;

/// <summary>Short: what is measured over many rounds is measured with the command itself.</summary>
public sealed class ChaosTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_cluster_that_is_killed_cut_off_and_stopped_under_load_keeps_its_books()
    {
        var missing = RedisServer.Missing ?? PostgresServer.Missing;
        Assert.SkipWhen(missing is not null && !Requirement.AllRequired, missing ?? "");
        var tool = new Tool();

        var code = await tool.RunAsync(
            "chaos", "--silos", "2", "--rounds", "3", "--actions", "kill,cut,stop", "--users", "2", "--away-sec", "1", "--cut-sec", "5", "--settle-sec", "120",
            "--silo", AppContext.BaseDirectory, "--json");

        output.WriteLine(tool.Output + tool.Errors);
        Assert.Equal(0, code);
        using var document = JsonDocument.Parse(tool.Output);
        var report = document.RootElement;
        Assert.True(report.GetProperty("in_order").GetBoolean());
        Assert.True(report.GetProperty("accepted").GetInt32() > 20);
        var events = report.GetProperty("events").EnumerateArray().ToList();
        Assert.Equal(3, events.Count);
        Assert.True(events[0].GetProperty("was_router").GetBoolean());

        // Cut where that can be done, and the reason where it cannot.
        var cut = events.Any(item => item.GetProperty("action").GetString() == "cut");
        Assert.NotEqual(cut, report.GetProperty("cuts_left_out").GetString() is { Length: > 0 });
    }

    [Theory]
    [InlineData("--actions", "kill,burn", "burn")]
    [InlineData("--actions", "", "kill, stop, restart, cut")]
    [InlineData("--silos", "1", "from 2 to 9")]
    public async Task A_wrong_option_is_named_with_what_is_allowed(string option, string value, string said)
    {
        var tool = new Tool();

        Assert.NotEqual(0, await tool.RunAsync("chaos", option, value, "--silo", AppContext.BaseDirectory));

        Assert.Contains(option, tool.Errors, StringComparison.Ordinal);
        Assert.Contains(said, tool.Errors, StringComparison.Ordinal);
    }
}
