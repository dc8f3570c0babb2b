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
    public async Task Stretches_are_the_differences_of_nested_periods_oldest_first()
    {
        Data.Stats = hours => new RoutingStats { PeriodHours = hours, TotalTasks = hours * hours, TotalCostUsd = hours, BaselineCostUsd = 3 * hours, SavedUsd = 2 * hours };
        var history = await CostHistory.ReadAsync(Data, 24);
        Assert.Equal(12, history.Stretches.Count);
        Assert.Equal((24, 2, 24 * 24 - 22 * 22), (history.Stretches[0].StartHoursAgo, history.Stretches[0].Hours, history.Stretches[0].Tasks));
        Assert.All(history.Stretches, stretch => Assert.Equal((2m, 6m, 4m), (stretch.ActualUsd, stretch.BaselineUsd, stretch.SavedUsd)));
    }

    [Fact]
    public async Task A_single_hour_is_one_stretch() => Assert.Single((await CostHistory.ReadAsync(Data, 1)).Stretches);

    [Theory]
    [InlineData(400, 1000, "less than half")]
    [InlineData(1000, 1000, "80 to 125 %")]
    [InlineData(1900, 1000, "125 % to double")]
    [InlineData(9000, 1000, "more than double")]
    public void An_estimate_is_measured_by_what_came(double actual, double estimate, string bucket)
    {
        var task = Sample.Task(3, Now, new Random(1));
        var part = Assert.Single(Estimates.Latency([task with { ActualLatencyMs = actual, Decision = task.Decision! with { EstimatedLatencyMs = estimate } }]), part => part.Value > 0);
        Assert.Equal(bucket, part.Name);
    }

    [Fact]
    public void Free_and_estimated_as_free_is_a_hit_and_unknown_is_left_out()
    {
        var task = Sample.Task(3, Now, new Random(1));
        var free = task with { ActualCostUsd = 0, Decision = task.Decision! with { EstimatedCostUsd = 0 } };
        var parts = Estimates.Cost([free, free with { ActualCostUsd = null }]);
        Assert.Equal(1, parts.Sum(part => part.Value));
        Assert.Equal("80 to 125 %", parts.Single(part => part.Value > 0).Name);
    }

    [Fact]
    public void A_month_is_said_to_be_a_projection()
    {
        var figure = Figures.Projection(new RoutingStats { TotalCostUsd = 1, PeriodHours = 73 });
        Assert.Equal("$10.00", figure.Value);
        Assert.StartsWith("projection", figure.Formula, StringComparison.Ordinal);
    }
}
