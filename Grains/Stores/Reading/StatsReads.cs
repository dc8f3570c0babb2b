using System.Data.Common;

namespace Orchestrator.Grains.Stores;

/// <summary>Figures of a period, from the roll-ups. What is unfinished now is counted in the filter index.</summary>
internal static class StatsReads
{
    private const string Sums =
        """
        SELECT state, target, CAST(SUM(tasks) AS bigint),
               CAST(SUM(cost_pico / 1000000) AS bigint), CAST(SUM(cost_pico % 1000000) AS bigint),
               CAST(SUM(baseline_pico / 1000000) AS bigint), CAST(SUM(baseline_pico % 1000000) AS bigint),
               CAST(SUM(saved_pico / 1000000) AS bigint), CAST(SUM(saved_pico % 1000000) AS bigint),
               CAST(SUM(latencies) AS bigint), CAST(SUM(latency_us) AS bigint), CAST(SUM(sla_tasks) AS bigint), CAST(SUM(sla_met) AS bigint), CAST(SUM(unpriced) AS bigint)
        FROM stats_hourly WHERE hour >= @first AND hour < @end GROUP BY state, target
        """;

    private static readonly string Buckets = $"SELECT bucket, CAST(SUM(tasks) AS bigint) FROM {SummedDays.Rows("latency", "bucket, tasks", null)} GROUP BY bucket ORDER BY bucket";

    private const string Unfinished =
        "SELECT state, COUNT(*) FROM tasks WHERE state IN ('PENDING', 'ROUTING', 'EXECUTING') AND created_at >= @from AND created_at < @to GROUP BY state";

    public static async Task<RoutingStats> StatsAsync(DbConnection connection, SummedDays days, CancellationToken cancellationToken)
    {
        var period = days.Period;
        var byTarget = new Dictionary<ComputeTarget, long>();
        var byState = new Dictionary<TaskState, long>();
        decimal cost = 0, baseline = 0, saved = 0, latencyUs = 0;
        long created = 0, latencies = 0, withSla = 0, slaMet = 0, unpriced = 0;

        await using (var command = connection.Command(Sums, ("@first", period.First), ("@end", period.Bound)))
        await using (var row = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await row.ReadAsync(cancellationToken))
            {
                var state = WireNames.Parse<TaskState>(row.GetString(0));
                var tasks = row.GetInt64(2);
                if (state == TaskState.Pending)
                {
                    created += tasks;
                    continue;
                }

                Add(byState, state, tasks);
                if (state == TaskState.Completed && WireNames.TryParse(row.GetString(1), out ComputeTarget target))
                    Add(byTarget, target, tasks);
                cost += StoredMoney.ToUsd(row.GetInt64(3), row.GetInt64(4));
                baseline += StoredMoney.ToUsd(row.GetInt64(5), row.GetInt64(6));
                saved += StoredMoney.ToUsd(row.GetInt64(7), row.GetInt64(8));
                latencies += row.GetInt64(9);
                latencyUs += row.GetInt64(10);
                withSla += row.GetInt64(11);
                slaMet += row.GetInt64(12);
                unpriced += row.GetInt64(13);
            }
        }

        await CountUnfinishedAsync(connection, period, byState, cancellationToken);
        var buckets = await BucketsAsync(connection, days, cancellationToken);
        return new RoutingStats
        {
            TotalTasks = created,
            ByTarget = byTarget,
            ByState = byState,
            TotalCostUsd = cost,
            BaselineCostUsd = baseline,
            SavedUsd = saved,
            AverageLatencyMs = latencies == 0 ? null : (double)(latencyUs / latencies / 1000),
            P95LatencyMs = LatencyBuckets.Percentile(buckets, 0.95),
            P50LatencyMs = LatencyBuckets.Percentile(buckets, 0.5),
            SlaAttainment = withSla == 0 ? null : (double)slaMet / withSla,
            UnpricedTasks = unpriced,
            PeriodHours = period.Hours,
        };
    }

    private static async Task CountUnfinishedAsync(DbConnection connection, StatsPeriod period, Dictionary<TaskState, long> byState, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(Unfinished, ("@from", period.First * TimeSpan.TicksPerHour), ("@to", period.Bound * TimeSpan.TicksPerHour));
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            Add(byState, WireNames.Parse<TaskState>(row.GetString(0)), row.GetInt64(1));
    }

    private static async Task<IReadOnlyList<(int Bucket, long Count)>> BucketsAsync(DbConnection connection, SummedDays days, CancellationToken cancellationToken)
    {
        await using var command = connection.Command($"{days.Ranges()} {Buckets}");
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        List<(int, long)> buckets = [];
        while (await row.ReadAsync(cancellationToken))
            buckets.Add((row.GetInt32(0), row.GetInt64(1)));
        return buckets;
    }

    private static void Add<T>(Dictionary<T, long> counts, T key, long count)
        where T : notnull => counts[key] = counts.GetValueOrDefault(key) + count;
}
