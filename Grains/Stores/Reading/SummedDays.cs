using System.Data.Common;
using System.Globalization;

namespace Orchestrator.Grains.Stores;

/// <summary>How a period is read: the days that are over and added up as one row a day, all other hours one by one. Days are named by their first hour.</summary>
/// <param name="Period">The period.</param>
/// <param name="Days">Its whole days that are added up.</param>
/// <param name="Missing">Its whole days that are over and are not, in order.</param>
internal sealed record SummedDays(StatsPeriod Period, IReadOnlySet<long> Days, IReadOnlyList<long> Missing)
{
    public const int DayHours = 24;

    // Time for what ended before midnight to be written down.
    private const int GraceHours = 2;

    private const string Read = "SELECT hour, 1 FROM summed_days WHERE hour >= @first AND hour < @end UNION ALL SELECT MIN(hour), 0 FROM stats_hourly";

    /// <summary>Hours, rounded up to whole days.</summary>
    public static long WholeDays(long hours) => (hours + DayHours - 1) / DayHours * DayHours;

    /// <param name="connection">Where to read.</param>
    /// <param name="period">Whole hours.</param>
    /// <param name="now">The current hour, see <see cref="StoredTime.HourOf"/>.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    public static async Task<SummedDays> ReadAsync(DbConnection connection, StatsPeriod period, long now, CancellationToken cancellationToken)
    {
        var first = WholeDays(period.First);
        var end = Math.Min(period.End, now - GraceHours) / DayHours * DayHours;
        if (end <= first)
            return new SummedDays(period, new HashSet<long>(), []);
        HashSet<long> days = [];
        long? oldest = null;
        await using var command = connection.Command(Read, ("@first", first), ("@end", end));
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            if (row.GetInt32(1) == 1)
                days.Add(row.GetInt64(0));
            else
                oldest = row.LongOrNull(0);
        }

        List<long> missing = [];
        for (var day = Math.Max(first, (oldest ?? end) / DayHours * DayHours); day < end; day += DayHours)
        {
            if (!days.Contains(day))
                missing.Add(day);
        }

        return new SummedDays(period, days, missing);
    }

    /// <summary>Two tables of ranges for <see cref="Rows"/>: a day that two stretches share is read hour by hour.</summary>
    /// <param name="stretches">The stretches; null when the period is read as one.</param>
    public string Ranges(StatsStretches? stretches = null)
    {
        List<(long First, long End)> hours = [], days = [];
        var at = Period.First;
        foreach (var day in Days.Order().Where(day => stretches is not { } several || several.Of(day) == several.Of(day + DayHours - 1)))
        {
            if (day > at)
                hours.Add((at, day));
            if (days.Count > 0 && days[^1].End == day)
                days[^1] = (days[^1].First, day + DayHours);
            else
                days.Add((day, day + DayHours));
            at = day + DayHours;
        }

        if (at < Period.Bound)
            hours.Add((at, Period.Bound));
        return $"WITH hours (first_hour, end_hour) AS ({Values(hours)}), days (first_hour, end_hour) AS ({Values(days)})";
    }

    /// <summary>The rows of both tables of a roll-up within the ranges.</summary>
    /// <param name="name">The tables' name without <c>_hourly</c> and <c>_daily</c>.</param>
    /// <param name="columns">Columns both have, <c>hour</c> among them if it is wanted.</param>
    /// <param name="dimensions">Quoted dimensions; null for a roll-up without them.</param>
    public static string Rows(string name, string columns, string? dimensions)
    {
        var chosen = dimensions is null ? "" : $"dimension IN ({dimensions}) AND ";
        // CROSS JOIN keeps SQLite from scanning the table first; to PostgreSQL it is a join like any other.
        return
            $"""
            (SELECT {columns} FROM hours CROSS JOIN {name}_hourly WHERE {chosen}hour >= first_hour AND hour < end_hour
            UNION ALL SELECT {columns} FROM days CROSS JOIN {name}_daily WHERE {chosen}hour >= first_hour AND hour < end_hour) AS summed
            """;
    }

    private static string Values(List<(long First, long End)> ranges) =>
        ranges.Count == 0 ? "VALUES (0, 0)" : "VALUES " + string.Join(", ", ranges.Select(range => string.Create(CultureInfo.InvariantCulture, $"({range.First}, {range.End})")));
}
