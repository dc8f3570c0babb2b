namespace Orchestrator.Dashboard.Tests;

/// <summary>Ranges as they stand in an address.</summary>
public sealed class TimeRangeTests
{
    [Theory]
    [InlineData("now-1h", 1, "last hour")]
    [InlineData("now-12h", 12, "last 12 hours")]
    [InlineData("now-7d", 168, "last 7 days")]
    [InlineData("now-365d", 8760, "last year")]
    public void A_range_is_read(string text, int hours, string label) =>
        Assert.Equal((hours, label), (TimeRange.Parse(text).Hours, TimeRange.Parse(text).Label));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("now-")]
    [InlineData("now-h")]
    [InlineData("now-0h")]
    [InlineData("now-9000h")]
    [InlineData("now-99999999999d")]
    [InlineData("now--1h")]
    [InlineData("yesterday")]
    public void What_is_no_range_is_the_default(string? text) => Assert.Equal(TimeRange.Default, TimeRange.Parse(text));

    [Fact]
    public void Two_times_are_a_fixed_range()
    {
        var range = TimeRange.Parse("2026-02-01T06:00Z", "2026-02-03T00:30Z");
        Assert.Equal((true, 43, new DateTimeOffset(2026, 2, 1, 6, 0, 0, TimeSpan.Zero)), (range.IsFixed, range.Hours, range.Start(default)));
        Assert.Equal(range.To, range.ToQuery().To);
    }

    [Theory]
    [InlineData("2026-02-03T00:00Z", "2026-02-01T00:00Z")]
    [InlineData("2026-02-03T00:00Z", null)]
    [InlineData("2020-02-03T00:00Z", "2026-02-03T00:00Z")]
    [InlineData("2026-02-03", "2026-02-04")]
    public void Two_times_that_are_no_range_are_the_default(string from, string? to) => Assert.Equal(TimeRange.Default, TimeRange.Parse(from, to));

    [Fact]
    public void The_next_wider_range_is_the_next_preset()
    {
        Assert.Equal("now-7d", TimeRange.Parse("now-30h").Wider?.Text);
        Assert.Null(TimeRange.Parse("now-365d").Wider);
    }
}
