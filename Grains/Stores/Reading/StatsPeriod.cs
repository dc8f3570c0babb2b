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

    /// <summary>Length of a stretch when there may be so many at most, hours.</summary>
    public int StepFor(int stretches) => (Hours + Math.Max(1, stretches) - 1) / Math.Max(1, stretches);

    public static DateTimeOffset StartOf(long hour) => StoredTime.Read(hour * TimeSpan.TicksPerHour);
}
