using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Orchestrator.Grains.Stores;

/// <summary>Adds up days that are over, behind the read that came upon them: a period is read ever faster, and while nobody looks nothing is done.</summary>
internal sealed partial class DaySums(IDatabase database, ILogger logger) : IAsyncDisposable
{
    // Writes wait meanwhile: a moment, and again a moment.
    private const int DaysAtOnce = 2;

    private readonly CancellationTokenSource _end = new();
    private int _isRunning;

    /// <summary>Ends when the days that were come upon last are added up.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>Statements, for one transaction that no write to <c>groups_hourly</c> overlaps, that add up whole days anew.</summary>
    public static string Sql(long first, long end)
    {
        var hours = string.Create(CultureInfo.InvariantCulture, $"hour >= {first} AND hour < {end}");
        var days = string.Join(", ", Enumerable.Range(0, (int)((end - first) / SummedDays.DayHours))
            .Select(day => string.Create(CultureInfo.InvariantCulture, $"({first + (day * SummedDays.DayHours)})")));
        return
            $"""
            DELETE FROM groups_daily WHERE dimension IN ('{Dimensions.Route}', '{Dimensions.Model}', '{Dimensions.Account}') AND {hours};
            INSERT INTO groups_daily (dimension, hour, name, state, tasks, {string.Join(", ", GroupRow.Sums)})
            SELECT dimension, hour / 24 * 24, name, state, SUM(tasks), {string.Join(", ", GroupRow.Sums.Select(column => $"SUM({column})"))}
            FROM groups_hourly WHERE dimension IN ('{Dimensions.Route}', '{Dimensions.Model}', '{Dimensions.Account}') AND {hours} GROUP BY 1, 2, 3, 4;
            DELETE FROM histograms_daily WHERE dimension IN ({Dimensions.Histograms}) AND {hours};
            INSERT INTO histograms_daily (dimension, hour, name, bucket, tasks)
            SELECT dimension, hour / 24 * 24, name, bucket, SUM(tasks) FROM histograms_hourly WHERE dimension IN ({Dimensions.Histograms}) AND {hours} GROUP BY 1, 2, 3, 4;
            DELETE FROM latency_daily WHERE {hours};
            INSERT INTO latency_daily (hour, bucket, tasks) SELECT hour / 24 * 24, bucket, SUM(tasks) FROM latency_hourly WHERE {hours} GROUP BY 1, 2;
            DELETE FROM summed_days WHERE {hours};
            INSERT INTO summed_days (hour) VALUES {days}
            """;
    }

    /// <summary>Begins, unless it is at work already; nobody waits for it.</summary>
    /// <param name="days">First hours of the days, in order.</param>
    public void Begin(IReadOnlyList<long> days)
    {
        if (days.Count > 0 && Interlocked.Exchange(ref _isRunning, 1) == 0)
            Running = RunAsync(days);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Running;
        _end.Dispose();
    }

    private async Task RunAsync(IReadOnlyList<long> days)
    {
        try
        {
            for (var next = 0; next < days.Count && !_end.IsCancellationRequested;)
            {
                var (first, count) = (days[next], 1);
                while (count < DaysAtOnce && next + count < days.Count && days[next + count] == first + (count * SummedDays.DayHours))
                    count++;
                await database.SumUpAsync(first, first + (count * SummedDays.DayHours));
                next += count;
            }
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The hours are there: the next read tries again.
            LogNotSummed(database.Describe(error));
        }
        finally
        {
            Interlocked.Exchange(ref _isRunning, 0);
        }
    }

    [LoggerMessage(4003, LogLevel.Warning, "Days could not be added up ({Reason}); their figures are read hour by hour")]
    private partial void LogNotSummed(string reason);
}
