using FsCheck.Xunit;
using Orchestrator.Grains.Stores;

namespace Orchestrator.Stores.Tests;

public sealed class StatsPeriodTests
{
    [Property(MaxTest = 500)]
    public void Stretches_cover_a_period_without_gaps_and_are_no_more_than_allowed(ushort first, ushort hours, ushort atMost)
    {
        var (period, allowed) = (Period(first, (hours % StatsPeriod.MaxHours) + 1), (atMost % 400) + 1);

        var stretches = period.In(allowed);

        Assert.InRange(stretches.Count, 1, allowed);
        Assert.Equal(period.First, stretches.FirstOf(0));
        for (var i = 0; i < stretches.Count; i++)
        {
            Assert.InRange(stretches.HoursOf(i), 1, stretches.Step);
            Assert.Equal(i == stretches.Count - 1 ? period.End : stretches.FirstOf(i + 1), stretches.FirstOf(i) + stretches.HoursOf(i));
            Assert.Equal((i, i), (stretches.Of(stretches.FirstOf(i)), stretches.Of(stretches.FirstOf(i) + stretches.HoursOf(i) - 1)));
        }
    }

    /// <summary>A day that two stretches share has to be read hour by hour.</summary>
    [Property(MaxTest = 500)]
    public void Long_stretches_never_share_a_day(ushort first, ushort hours, ushort atMost)
    {
        var period = Period(first, (hours % StatsPeriod.MaxHours) + 1);

        var stretches = period.In((atMost % 400) + 1);

        if (stretches.Step > 12 && stretches.Count > 1)
            Assert.All(Enumerable.Range(1, stretches.Count - 1), i => Assert.Equal(0, stretches.FirstOf(i) % SummedDays.DayHours));
    }

    [Theory]
    [InlineData(24, 48, 24, 1)]
    [InlineData(48, 48, 48, 1)]
    [InlineData(168, 48, 42, 4)]
    [InlineData(720, 48, 31, 24)] // From 10 o'clock: thirty midnights.
    [InlineData(8760, 48, 46, 192)]
    public void A_month_is_shown_by_days(int hours, int atMost, int count, int step)
    {
        var stretches = Period(first: 10, hours).In(atMost);

        Assert.Equal((count, step), (stretches.Count, stretches.Step));
    }

    private static StatsPeriod Period(int first, int hours) => new(480_000 + first, 480_000 + first + hours, IsOpen: false);
}
