using Orchestrator.Cli.Bench;

namespace Orchestrator.Cli.Tests;

public sealed class FrontierTests
{
    private static readonly FrontierPoint AllCloud = new(0.0, 1.0, 0.80, 0.95);
    private static readonly FrontierPoint AllLocal = new(0.0, 0.0, 0.40, 0.50);

    private static Frontier Of(params FrontierPoint[] points) => new("r", points, AllCloud, AllLocal);

    [Fact]
    public void Savings_are_those_of_the_cheapest_setting_that_is_good_enough()
    {
        var frontier = Of(new(1, 0.5, 0.795, 0.945), new(2, 0.3, 0.765, 0.90), new(3, 0.1, 0.60, 0.70));

        Assert.Equal(0.7, frontier.SavedAt95PercentValue, 9);
        Assert.Equal(0.5, frontier.SavedAtEqualService, 9);
    }

    [Fact]
    public void Equal_service_needs_the_urgent_ones_in_time() => Assert.Equal(0.0, Of(new FrontierPoint(1, 0.5, 0.80, 0.90)).SavedAtEqualService);

    [Fact]
    public void What_is_never_good_enough_saves_nothing() => Assert.Equal(0.0, Of(new FrontierPoint(1, 0.1, 0.5, 0.5)).SavedAt95PercentValue);

    [Fact]
    public void A_straight_line_recovers_half() => Assert.Equal(0.5, Of(new FrontierPoint(1, 0.5, 0.60, 0.7)).AveragePerformanceGapRecovered, 9);

    [Fact]
    public void A_setting_that_is_dearer_and_worse_does_not_count_against_it() => Assert.Equal(
        Of(new FrontierPoint(1, 0.2, 0.76, 0.9)).AveragePerformanceGapRecovered,
        Of(new(1, 0.2, 0.76, 0.9), new(2, 0.2, 0.70, 0.9)).AveragePerformanceGapRecovered,
        9);

    [Fact]
    public void More_than_the_cloud_delivers_counts_as_all_of_it() =>
        Assert.Equal(1.0, Of(new FrontierPoint(1, 0.0, 0.90, 0.99)).AveragePerformanceGapRecovered, 9);
}
