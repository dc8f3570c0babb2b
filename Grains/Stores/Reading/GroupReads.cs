using System.Data.Common;

namespace Orchestrator.Grains.Stores;

/// <summary>What the figures of a period are made of: three statements over the roll-ups, whatever the number of tasks.</summary>
internal static class GroupReads
{
    private const int MostNames = 100;
    private const int ConfidenceSteps = 20;

    // Only the ways of tasks are wanted over time; models and accounts as one sum.
    private static readonly string Routes =
        $"SELECT (hour - @origin) / @step, dimension, name, state, {GroupRow.Columns} FROM {SummedDays.Rows("groups", GroupRow.Names, $"'{Dimensions.Route}'")} GROUP BY 1, 2, 3, 4";

    private static readonly string Others =
        $"SELECT 0, dimension, name, state, {GroupRow.Columns} FROM {SummedDays.Rows("groups", GroupRow.Names, $"'{Dimensions.Model}', '{Dimensions.Account}'")} GROUP BY 2, 3, 4";

    public static async Task<GroupedStats> GroupedAsync(
        DbConnection connection, SummedDays days, StatsStretches stretches, Comparison baseline, bool withPercentiles, CancellationToken cancellationToken)
    {
        var period = days.Period;
        var totals = await StatsReads.StatsAsync(connection, days, cancellationToken);
        List<GroupRow> rows = [];
        await ReadAsync($"{days.Ranges(stretches)} {Routes}", ("@origin", stretches.Origin), ("@step", (long)stretches.Step));
        await ReadAsync($"{days.Ranges()} {Others}");
        var histograms = await HistogramsAsync(connection, days, withPercentiles ? Dimensions.Histograms : Dimensions.Deviations, cancellationToken);
        var sums = new Sums(stretches, baseline, histograms);
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

        async Task ReadAsync(string sql, params (string Name, object Value)[] parameters)
        {
            await using var command = connection.Command(sql, parameters);
            await using var row = await command.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
                rows.Add(GroupRow.Read(row));
        }
    }

    private static async Task<ILookup<(string Dimension, string Name), (int Bucket, long Count)>> HistogramsAsync(
        DbConnection connection, SummedDays days, string dimensions, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            $"""
            {days.Ranges()} SELECT dimension, name, bucket, CAST(SUM(tasks) AS bigint) FROM {SummedDays.Rows("histograms", "dimension, name, bucket, tasks", dimensions)}
            GROUP BY dimension, name, bucket ORDER BY dimension, name, bucket
            """);
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
    private sealed class Sums(StatsStretches stretches, Comparison baseline, ILookup<(string Dimension, string Name), (int Bucket, long Count)> histograms)
    {
        public List<StatsGroup> Groups(IEnumerable<GroupRow> rows, Func<GroupRow, string> key, string histogram) =>
        [
            .. rows.GroupBy(key).Select(group => new StatsGroup(group.Key, Of(group, [.. histograms[(histogram, group.Key)]])))
                .OrderByDescending(group => group.Figures.CostUsd).ThenByDescending(group => group.Figures.Tasks).ThenBy(group => group.Key, StringComparer.Ordinal),
        ];

        public IEnumerable<StatsStretch> Stretches(IEnumerable<GroupRow> routes)
        {
            var byStretch = routes.ToLookup(row => Math.Min(row.Stretch, stretches.Count - 1));
            for (var stretch = 0; stretch < stretches.Count; stretch++)
            {
                var rows = byStretch[stretch];
                yield return new StatsStretch(
                    Start(stretch), stretches.HoursOf(stretch), Of(rows, []),
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

        private DateTimeOffset Start(long stretch) => StatsPeriod.StartOf(stretches.FirstOf(stretch));
    }
}
