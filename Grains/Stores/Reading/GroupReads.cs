using System.Data.Common;

namespace Orchestrator.Grains.Stores;

/// <summary>What the figures of a period are made of: two statements over the roll-ups, whatever the number of tasks.</summary>
internal static class GroupReads
{
    private const int MostNames = 100;
    private const int ConfidenceSteps = 20;

    // Only the ways of tasks are wanted over time; models and accounts as one sum.
    private static readonly string Groups =
        $"""
        SELECT (hour - @first) / @step, dimension, name, state, {GroupRow.Columns}
        FROM groups_hourly WHERE dimension = '{Dimensions.Route}' AND hour >= @first AND hour < @end GROUP BY 1, 2, 3, 4
        UNION ALL
        SELECT 0, dimension, name, state, {GroupRow.Columns}
        FROM groups_hourly WHERE dimension IN ('{Dimensions.Model}', '{Dimensions.Account}') AND hour >= @first AND hour < @end GROUP BY 2, 3, 4
        """;

    private const string Few = $"'{Dimensions.LatencyError}', '{Dimensions.CostError}', '{Dimensions.Confidence}'";

    private const string All = $"{Few}, '{Dimensions.Target}', '{Dimensions.Type}', '{Dimensions.Model}', '{Dimensions.Account}'";

    public static async Task<GroupedStats> GroupedAsync(
        DbConnection connection, StatsPeriod period, int step, Comparison baseline, bool withPercentiles, CancellationToken cancellationToken)
    {
        var totals = await StatsReads.StatsAsync(connection, period, cancellationToken);
        var rows = await RowsAsync(connection, period, step, cancellationToken);
        var histograms = await HistogramsAsync(connection, period, withPercentiles ? All : Few, cancellationToken);
        var sums = new Sums(period, step, baseline, histograms);
        var routes = rows.Where(row => row.Dimension == Dimensions.Route).ToList();
        return new GroupedStats
        {
            Totals = totals,
            Sums = sums.Of(routes, []),
            Targets = sums.Groups(routes.Where(row => row.Target.Length > 0), row => row.Target, Dimensions.Target),
            Types = sums.Groups(routes, row => row.Type, Dimensions.Type),
            Models = [.. sums.Groups(rows.Where(row => row is { Dimension: Dimensions.Model, Name.Length: > 0 }), row => row.Name, Dimensions.Model).Take(MostNames)],
            Accounts = [.. sums.Groups(rows.Where(row => row.Dimension == Dimensions.Account), row => row.Name, Dimensions.Account).Take(MostNames)],
            Stretches = [.. sums.Stretches(routes)],
            Flow = [.. FlowOf(routes)],
            LatencyErrors = Counts(histograms, Dimensions.LatencyError, EstimateError.Count),
            CostErrors = Counts(histograms, Dimensions.CostError, EstimateError.Count),
            Confidence = Counts(histograms, Dimensions.Confidence, ConfidenceSteps),
            BaselineModel = baseline.Model,
            BaselineModels = baseline.Models,
            From = StatsPeriod.StartOf(period.First),
            To = StatsPeriod.StartOf(period.End),
        };
    }

    private static async Task<List<GroupRow>> RowsAsync(DbConnection connection, StatsPeriod period, int step, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(Groups, ("@first", period.First), ("@end", period.Bound), ("@step", (long)step));
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        List<GroupRow> rows = [];
        while (await row.ReadAsync(cancellationToken))
            rows.Add(GroupRow.Read(row));
        return rows;
    }

    private static async Task<ILookup<(string Dimension, string Name), (int Bucket, long Count)>> HistogramsAsync(
        DbConnection connection, StatsPeriod period, string dimensions, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            $"""
            SELECT dimension, name, bucket, CAST(SUM(tasks) AS bigint) FROM histograms_hourly
            WHERE dimension IN ({dimensions}) AND hour >= @first AND hour < @end GROUP BY dimension, name, bucket ORDER BY dimension, name, bucket
            """,
            ("@first", period.First), ("@end", period.Bound));
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        List<(string Dimension, string Name, int Bucket, long Count)> all = [];
        while (await row.ReadAsync(cancellationToken))
            all.Add((row.GetString(0), row.GetString(1), row.GetInt32(2), row.GetInt64(3)));
        return all.ToLookup(entry => (entry.Dimension, entry.Name), entry => (entry.Bucket, entry.Count));
    }

    private static IEnumerable<StatsFlow> FlowOf(IEnumerable<GroupRow> routes) =>
        routes.GroupBy(row => (row.Type, row.Target, row.State))
            .Select(group => new StatsFlow(
                WireNames.Parse<TaskType>(group.Key.Type),
                WireNames.TryParse(group.Key.Target, out ComputeTarget target) ? target : null,
                group.Key.State,
                group.Sum(row => row.Tasks)))
            .OrderByDescending(flow => flow.Tasks);

    private static long[] Counts(ILookup<(string Dimension, string Name), (int Bucket, long Count)> histograms, string dimension, int length)
    {
        var counts = new long[length];
        foreach (var (bucket, count) in histograms.Where(group => group.Key.Dimension == dimension).SelectMany(group => group))
            counts[bucket] += count;
        return counts;
    }

    /// <summary>Adds up rows of one period.</summary>
    private sealed class Sums(StatsPeriod period, int step, Comparison baseline, ILookup<(string Dimension, string Name), (int Bucket, long Count)> histograms)
    {
        public List<StatsGroup> Groups(IEnumerable<GroupRow> rows, Func<GroupRow, string> key, string histogram) =>
        [
            .. rows.GroupBy(key).Select(group => new StatsGroup(group.Key, Of(group, [.. histograms[(histogram, group.Key)]])))
                .OrderByDescending(group => group.Figures.CostUsd).ThenByDescending(group => group.Figures.Tasks).ThenBy(group => group.Key, StringComparer.Ordinal),
        ];

        public IEnumerable<StatsStretch> Stretches(IEnumerable<GroupRow> routes)
        {
            var last = (period.Hours - 1) / step;
            var byStretch = routes.ToLookup(row => Math.Min(row.Stretch, last));
            for (var stretch = 0; stretch <= last; stretch++)
            {
                var rows = byStretch[stretch];
                yield return new StatsStretch(
                    Start(stretch), Math.Min(step, period.Hours - (stretch * step)), Of(rows, []),
                    rows.Where(row => row is { State: TaskState.Completed, Target.Length: > 0 }).GroupBy(row => row.Target)
                        .ToDictionary(group => WireNames.Parse<ComputeTarget>(group.Key), group => group.Sum(row => row.Tasks)));
            }
        }

        public StatsFigures Of(IEnumerable<GroupRow> rows, IReadOnlyList<(int Bucket, long Count)> latencies)
        {
            var all = rows as ICollection<GroupRow> ?? [.. rows];
            var money = all.Select(row => baseline.Of(row, Start(row.Stretch))).ToList();
            var (timed, withSla) = (all.Sum(row => row.Latencies), all.Sum(row => row.SlaTasks));
            return new StatsFigures
            {
                Ended = all.GroupBy(row => row.State).ToDictionary(group => group.Key, group => group.Sum(row => row.Tasks)),
                CostUsd = all.Sum(row => row.CostUsd),
                BaselineUsd = money.Sum(pair => pair.BaselineUsd),
                SavedUsd = money.Sum(pair => pair.SavedUsd),
                EstimatedUsd = all.Sum(row => row.EstimatedUsd),
                Unpriced = all.Sum(row => row.Unpriced),
                AverageLatencyMs = timed == 0 ? null : all.Sum(row => (double)row.LatencyMicroseconds) / timed / 1000,
                P50LatencyMs = LatencyBuckets.Percentile(latencies, 0.5),
                P95LatencyMs = LatencyBuckets.Percentile(latencies, 0.95),
                SlaAttainment = withSla == 0 ? null : (double)all.Sum(row => row.SlaMet) / withSla,
            };
        }

        private DateTimeOffset Start(long stretch) => StatsPeriod.StartOf(period.First + (stretch * step));
    }
}
