namespace Orchestrator.Grains.Stores;

/// <summary>Whole hours of the roll-ups.</summary>
/// <param name="First">The first hour, see <see cref="StoredTime.HourOf"/>.</param>
/// <param name="End">The first hour after it.</param>
/// <param name="IsOpen">True when it ends now: then a task that a silo with a fast clock ended a little later counts too.</param>
internal readonly record struct StatsPeriod(long First, long End, bool IsOpen)
{
    public const int MaxHours = 8760;

    private const long Century = 100 * MaxHours;

    /// <summary>The first hour that does not count.</summary>
    public long Bound => IsOpen ? End + Century : End;

    public int Hours => (int)(End - First);

    /// <exception cref="ArgumentException">The period is empty or longer than a year.</exception>
    public static StatsPeriod Of(StatsQuery query, DateTimeOffset now)
    {
        var current = StoredTime.HourOf(now);
        var period = query.From is { } from
            ? new StatsPeriod(StoredTime.HourOf(from), query.To is { } to ? StoredTime.HourOf(to.AddTicks(TimeSpan.TicksPerHour - 1)) : current + 1, query.To is null)
            : new StatsPeriod(current - query.Hours + 1, current + 1, IsOpen: true);
        return period.End - period.First is >= 1 and <= MaxHours
            ? period
            : throw new ArgumentException($"The period has {period.End - period.First} hours; allowed is 1 to {MaxHours}.");
    }

    /// <summary>
    /// The period in stretches of one length. Of more than half a day, they are whole days from midnight (UTC) on, which are added up already: the first one begins with the
    /// period then, and may be short.
    /// </summary>
    /// <param name="atMost">How many there may be.</param>
    public StatsStretches In(int atMost)
    {
        var step = (Hours + Math.Max(1, atMost) - 1) / Math.Max(1, atMost);
        if (step <= SummedDays.DayHours / 2 || step >= Hours)
            return new StatsStretches(this, First, step);
        var midnight = First / SummedDays.DayHours * SummedDays.DayHours;
        return new StatsStretches(this, midnight, (int)SummedDays.WholeDays((End - midnight + atMost - 1) / atMost));
    }

    public static DateTimeOffset StartOf(long hour) => StoredTime.Read(hour * TimeSpan.TicksPerHour);
}

/// <summary>A period in stretches.</summary>
/// <param name="Period">The period.</param>
/// <param name="Origin">The hour from which they are counted, at or before the period's first.</param>
/// <param name="Step">Their length, hours.</param>
internal readonly record struct StatsStretches(StatsPeriod Period, long Origin, int Step)
{
    public int Count => (int)((Period.End - Origin + Step - 1) / Step);

    /// <summary>The stretch of an hour.</summary>
    public long Of(long hour) => (hour - Origin) / Step;

    /// <summary>The first hour of a stretch.</summary>
    public long FirstOf(long stretch) => Math.Max(Period.First, Origin + (stretch * Step));

    /// <summary>Its length within the period, hours.</summary>
    public int HoursOf(long stretch) => (int)(Math.Min(Period.End, Origin + ((stretch + 1) * Step)) - FirstOf(stretch));
}
