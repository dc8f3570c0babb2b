using Bunit;
using Orchestrator.Dashboard.Fakes;
using Orchestrator.Dashboard.Pages;
using Orchestrator.Grains.Interfaces;
using Orchestrator.Routing;

namespace Orchestrator.Dashboard.Tests;

/// <summary>Money: three figures that are never mixed, and what is unknown is counted.</summary>
public sealed class CostTests : PageTest
{
    [Fact]
    public void Actual_baseline_and_saved_stand_side_by_side()
    {
        Data.Stats = hours => new RoutingStats { PeriodHours = hours, TotalTasks = 10, TotalCostUsd = 1.5m, BaselineCostUsd = 4m, SavedUsd = 2.25m, UnpricedTasks = 3 };
        var page = Open<Costs>("/costs");
        page.WaitForElement("[data-testid=figure-Saved]");
        Assert.Equal(["$1.50", "$4.00", "$2.25", "3"], new[] { "Actual cost", "All-cloud baseline", "Saved", "Unpriced" }.Select(name => page.Find($"[data-testid='figure-{name}'] dd").TextContent));
    }

    [Fact]
    public void Tasks_without_a_price_are_listed_and_count_in_no_sum()
    {
        Data.Tasks = [.. Sample.Tasks(40, Now).Where(task => task.State == TaskState.Completed)];
        var unpriced = Data.Tasks.Count(task => task.ActualCostUsd is null);
        Assert.NotEqual(0, unpriced);
        var page = Open<Costs>("/costs");
        page.WaitForAssertion(() => Assert.Equal(unpriced, page.FindAll("section").Single(card => card.TextContent.Contains("Tasks without a known cost", StringComparison.Ordinal)).QuerySelectorAll("tbody tr").Length));
    }

    [Fact]
    public void Another_baseline_is_chosen_in_the_address_and_changes_what_was_saved_but_not_what_it_cost()
    {
        Data.Tasks = Sample.Tasks(60, Now);
        var page = Open<Costs>("/costs");
        var before = page.WaitForElement("[data-testid=figure-Saved] dd").TextContent;
        var actual = page.Find("[data-testid='figure-Actual cost'] dd").TextContent;

        page.InvokeAsync(() => page.Find("#baseline").Change("gpt-5-mini"));

        page.WaitForAssertion(() => Assert.NotEqual(before, page.Find("[data-testid=figure-Saved] dd").TextContent));
        Assert.Equal(actual, page.Find("[data-testid='figure-Actual cost'] dd").TextContent);
        Assert.Equal("gpt-5-mini", Data.StatsQueries[^1].BaselineModel);
        Assert.Contains("gpt-5-mini", page.Find("[data-testid='figure-All-cloud baseline']").GetAttribute("title"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("target", "GPU")]
    [InlineData("task_type", "CHAT")]
    [InlineData("model", "phi3:mini")]
    [InlineData("account", "demo")]
    public void Figures_are_broken_down_by_what_the_address_says(string by, string key)
    {
        Data.Tasks = Sample.Tasks(60, Now);
        var page = Open<Costs>($"/costs?by={by}");
        page.WaitForAssertion(() => Assert.Contains(key, page.FindAll("table.grid tbody td:first-child").Select(cell => cell.TextContent.Trim())));
    }

    [Fact]
    public void A_fixed_period_is_asked_for_as_it_stands_in_the_address()
    {
        Open<Costs>("/costs?from=2026-02-01T06:00Z&to=2026-02-03T00:00Z").WaitForElement("[data-state=nothing]");
        Assert.All(Data.StatsQueries, query => Assert.Equal(
            (new DateTimeOffset(2026, 2, 1, 6, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 2, 3, 0, 0, 0, TimeSpan.Zero)), (query.From, query.To)));
    }

    [Fact]
    public void Local_work_is_shown_apart_when_asked()
    {
        Data.Tasks = Sample.Tasks(60, Now);
        var page = Open<Costs>("/costs?local=1");
        Assert.Equal("$0", page.WaitForElement("[data-testid='figure-Of it local'] dd").TextContent);
    }

    [Fact]
    public void Errors_of_estimates_have_a_bar_for_each_bucket()
    {
        var parts = Estimates.Parts([1, 0, 0, 0, 5, 0, 0, 0, 2]);
        Assert.Equal(["below 10 %", "80 % to 125 %", "10 × and more"], parts.Where(part => part.Value > 0).Select(part => part.Name));
        Assert.Equal("--good", parts[EstimateError.Exact].Color);
    }

    [Fact]
    public void A_month_is_said_to_be_a_projection()
    {
        var figure = Figures.Projection(new RoutingStats { TotalCostUsd = 1, PeriodHours = 73 });
        Assert.Equal("$10.00", figure.Value);
        Assert.StartsWith("projection", figure.Formula, StringComparison.Ordinal);
    }
}
