using Bunit;
using Orchestrator.Dashboard.Components;
using Orchestrator.Dashboard.Fakes;
using Orchestrator.Dashboard.Pages;
using Orchestrator.Grains.Interfaces;
using Orchestrator.Routing;

namespace Orchestrator.Dashboard.Tests;

/// <summary>Machines as they last reported themselves.</summary>
public sealed class ResourceTests : PageTest
{
    [Fact]
    public void No_silo_is_its_own_state()
    {
        var page = Open<Resources>("/resources");
        Assert.Contains("No silo has reported yet", page.WaitForElement("[data-state=nothing]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_without_a_GPU_says_why()
    {
        Data.Silos = Sample.Silos(Now, 40);
        var page = Open<Resources>("/resources");
        page.WaitForAssertion(() => Assert.Contains("None: no GPU found: NVML library is not installed.", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public void A_stale_sample_and_an_open_circuit_stand_out()
    {
        Data.Silos = Sample.Silos(Now, 40);
        Data.Silos[0] = Data.Silos[0] with { Stale = true, AgeMs = 12_300 };
        var page = Open<Resources>("/resources");
        page.WaitForAssertion(() => Assert.Contains("stale, 12.3 s old", page.Markup, StringComparison.Ordinal));
        Assert.Contains(page.FindAll(".chip.bad"), chip => chip.TextContent == "circuit open");
    }

    [Fact]
    public void A_figure_the_driver_does_not_give_is_a_dash()
    {
        Data.Silos = Sample.Silos(Now, 40);
        Data.Silos[0] = Data.Silos[0] with { Snapshot = Data.Silos[0].Snapshot with { Gpus = [new GpuSnapshot(0, "Old card", null, null, null, null, null)] } };
        var page = Open<Resources>("/resources");
        page.WaitForAssertion(() => Assert.Contains("– of –", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public void The_trail_keeps_each_sample_once_and_forgets_silos_that_left()
    {
        var trails = new Trails();
        var silos = Sample.Silos(Now, 40);
        trails.Add(silos);
        trails.Add(silos);
        Assert.Single(trails.Of(silos[0].Snapshot.Silo));
        trails.Add([silos[1]]);
        Assert.Empty(trails.Of(silos[0].Snapshot.Silo));
    }

    [Fact]
    public void A_trail_is_bounded()
    {
        var trails = new Trails();
        for (var i = 0; i < Trails.Capacity + 20; i++) trails.Add(Sample.Silos(Now + TimeSpan.FromSeconds(i), 40));
        var points = trails.Of(Sample.Silos(Now, 40)[0].Snapshot.Silo);
        Assert.Equal((Trails.Capacity, Now + TimeSpan.FromSeconds(20)), (points.Count, points[0].At));
    }

    [Fact]
    public void Rates_are_differences_a_minute_and_never_negative()
    {
        var rates = new Rates();
        rates.Add(Stats(100, 4), Now);
        rates.Add(Stats(110, 2), Now + TimeSpan.FromSeconds(30));
        rates.Add(Stats(90, 2), Now + TimeSpan.FromSeconds(60));
        Assert.Equal([[24d, 20d], [0d, 0d]], rates.Of(24).Select(point => point.Values.Select(value => value!.Value).ToArray()));
        Assert.Empty(rates.Of(1));
    }

    [Fact]
    public void No_line_is_drawn_across_a_time_when_nobody_watched()
    {
        SeriesPoint[] points = [new(Now, [1]), new(Now + TimeSpan.FromSeconds(2), [2]), new(Now + TimeSpan.FromMinutes(3), [3])];
        Assert.Equal([1, 2, null, 3], SeriesPoint.WithGaps(points).Select(point => point.Values[0]));
    }

    private static RoutingStats Stats(long total, long executing) =>
        new() { PeriodHours = 24, TotalTasks = total, ByState = new Dictionary<TaskState, long> { [TaskState.Executing] = executing } };
}
