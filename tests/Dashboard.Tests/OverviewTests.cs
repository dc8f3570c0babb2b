using Bunit;
using Orchestrator.Dashboard.Fakes;
using Orchestrator.Dashboard.Pages;

namespace Orchestrator.Dashboard.Tests;

/// <summary>The states of the overview.</summary>
public sealed class OverviewTests : PageTest
{
    [Fact]
    public void Before_the_first_answer_it_says_that_it_loads()
    {
        Data.Gate = new TaskCompletionSource().Task;
        var page = Open<Overview>("/");
        Assert.NotEmpty(page.FindAll("[data-state=loading]"));
        Assert.Empty(page.FindAll("[data-state=first-run]"));
    }

    [Fact]
    public void A_fresh_start_shows_three_commands_for_this_very_API()
    {
        Options.ApiUrl = "http://localhost:8123/";
        Options.ExampleKey = "a-key";
        var page = Open<Overview>("/");
        page.WaitForElement("[data-state=first-run]");
        var commands = page.FindAll(".command code").Select(code => code.TextContent).ToList();
        Assert.Equal(3, commands.Count);
        Assert.All(commands, command => Assert.Contains("http://localhost:8123/v1/", command, StringComparison.Ordinal));
        Assert.All(commands, command => Assert.Contains("X-API-Key: a-key", command, StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_in_the_range_offers_a_wider_one()
    {
        Data.Tasks = Sample.Tasks(5, Now - TimeSpan.FromDays(3));
        Data.Stats = hours => Sample.StatsOf([], hours);
        var page = Open<Overview>("/?from=now-1h");
        var link = page.WaitForElement("[data-state=nothing] a");
        Assert.Contains("from=now-6h", link.GetAttribute("href"), StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-state=first-run]"));
    }

    [Fact]
    public void Zero_is_shown_as_zero_and_what_is_not_known_as_a_dash()
    {
        Data.Tasks = Sample.Tasks(1, Now);
        Data.Stats = hours => new() { PeriodHours = hours, TotalTasks = 1 };
        var page = Open<Overview>("/");
        page.WaitForElement("[data-testid='figure-Actual cost']");
        Assert.Equal("$0", Figure(page, "Actual cost"));
        Assert.Equal("–", Figure(page, "Success"));
    }

    [Fact]
    public void An_unreachable_cluster_is_named_with_the_time_since_when()
    {
        Data.Failure = new InvalidOperationException("secret detail of some class");
        var page = Open<Overview>("/");
        var banner = page.WaitForElement("[data-state=unreachable]");
        Assert.Contains("The cluster cannot be reached.", banner.TextContent, StringComparison.Ordinal);
        Assert.Contains("12:00:00", banner.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_circuits_and_stale_silos_need_attention()
    {
        Data.Tasks = Sample.Tasks(10, Now);
        Data.Silos = Sample.Silos(Now, 50);
        Data.Silos[0] = Data.Silos[0] with { Stale = true, AgeMs = 9000 };
        var page = Open<Overview>("/");
        page.WaitForAssertion(() => Assert.Equal(["stale", "circuit open"], page.FindAll(".attention-list .chip").Select(chip => chip.TextContent).Where(text => text is "stale" or "circuit open")));
    }

    [Fact]
    public void It_follows_the_time_range_of_the_address()
    {
        List<int> asked = [];
        Data.Stats = hours =>
        {
            lock (asked) asked.Add(hours);
            return Sample.StatsOf([], hours);
        };
        var page = Open<Overview>("/?from=now-7d");
        page.WaitForElement("[data-testid=figure-Tasks]");
        Assert.Equal([168], asked.Distinct());
    }

    [Fact]
    public async Task Leaving_the_page_ends_all_reading()
    {
        var page = Open<Overview>("/");
        page.WaitForElement("[data-testid=figure-Tasks]");
        Assert.Equal(5, Feed.ReaderCount);
        await DisposeComponentsAsync();
        Assert.Equal(0, Feed.ReaderCount);
    }

    private static string Figure(IRenderedComponent<Overview> page, string name) => page.Find($"[data-testid='figure-{name}'] dd").TextContent;
}
