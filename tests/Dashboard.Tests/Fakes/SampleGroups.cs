using Orchestrator.Grains.Interfaces;
using Orchestrator.Routing;

namespace Orchestrator.Dashboard.Fakes;

/// <summary>The grouped figures of some tasks, counted one by one.</summary>
internal static class SampleGroups
{
    public static GroupedStats Of(IReadOnlyList<TaskSnapshot> tasks, StatsQuery query, RoutingStats? totals)
    {
        var ended = tasks.Where(task => task.IsTerminal).ToList();
        var newest = tasks.Count == 0 ? DateTimeOffset.UnixEpoch : tasks.Max(task => task.CreatedAt);
        var (from, step) = (query.From ?? newest.AddHours(-query.Hours), (double)query.Hours / query.Stretches);
        var scale = query.BaselineModel is null ? 1m : 5m;
        return new GroupedStats
        {
            Totals = totals ?? Sample.StatsOf(tasks, query.Hours),
            Sums = Sums(ended, scale),
            Targets = Groups(ended, task => WireNames.Of(task.Decision!.Target), scale),
            Types = Groups(ended, task => WireNames.Of(task.Submission.Type), scale),
            Models = Groups(ended, task => task.Decision!.Model, scale),
            Accounts = Groups(ended, task => task.Submission.Account, scale),
            Stretches =
            [
                .. Enumerable.Range(0, query.Stretches).Select(i =>
                {
                    var (start, end) = (from.AddHours(i * step), from.AddHours((i + 1) * step));
                    var inside = ended.Where(task => task.CreatedAt >= start && task.CreatedAt < end).ToList();
                    return new StatsStretch(start, Math.Max(1, (int)step), Sums(inside, scale), inside.GroupBy(task => task.Decision!.Target).ToDictionary(group => group.Key, group => (long)group.Count()));
                }),
            ],
            Flow = [.. ended.GroupBy(task => (task.Submission.Type, task.Decision!.Target, task.State)).Select(group => new StatsFlow(group.Key.Type, group.Key.Target, group.Key.State, group.Count()))],
            LatencyErrors = Errors(ended, task => EstimateError.BucketOf(task.ActualLatencyMs, task.Decision!.EstimatedLatencyMs)),
            CostErrors = Errors(ended, task => EstimateError.BucketOf((double?)task.ActualCostUsd, (double)task.Decision!.EstimatedCostUsd)),
            Confidence = [.. Enumerable.Range(0, 20).Select(step => (long)(step < 6 ? 0 : (step * step) % 37))],
            BaselineModel = query.BaselineModel ?? "gemini-3.5-flash-lite",
            BaselineModels = ["claude-sonnet-4.5", "gemini-3.5-flash-lite", "gpt-5-mini"],
            From = from,
            To = query.To ?? newest,
        };
    }

    private static List<StatsGroup> Groups(IEnumerable<TaskSnapshot> tasks, Func<TaskSnapshot, string> key, decimal scale) =>
        [.. tasks.GroupBy(key).Select(group => new StatsGroup(group.Key, Sums([.. group], scale))).OrderByDescending(group => group.Figures.CostUsd).ThenBy(group => group.Key, StringComparer.Ordinal)];

    private static StatsFigures Sums(IReadOnlyList<TaskSnapshot> tasks, decimal scale)
    {
        var completed = tasks.Where(task => task.State == TaskState.Completed).Select(task => task.ActualLatencyMs!.Value).Order().ToList();
        return new StatsFigures
        {
            Ended = tasks.GroupBy(task => task.State).ToDictionary(group => group.Key, group => (long)group.Count()),
            CostUsd = tasks.Sum(task => task.ActualCostUsd ?? 0),
            BaselineUsd = scale * tasks.Sum(task => task.CloudBaselineCostUsd ?? 0),
            SavedUsd = tasks.Where(task => task.ActualCostUsd is not null).Sum(task => (scale * task.CloudBaselineCostUsd ?? 0) - task.ActualCostUsd!.Value),
            EstimatedUsd = tasks.Where(task => task.ActualCostUsd is not null).Sum(task => task.Decision!.EstimatedCostUsd),
            Unpriced = tasks.Count(task => task.State == TaskState.Completed && task.ActualCostUsd is null),
            AverageLatencyMs = completed.Count == 0 ? null : completed.Average(),
            P50LatencyMs = completed.Count == 0 ? null : completed[completed.Count / 2],
            P95LatencyMs = completed.Count == 0 ? null : completed[(int)(completed.Count * 0.95)],
            SlaAttainment = 0.94,
        };
    }

    private static long[] Errors(IEnumerable<TaskSnapshot> tasks, Func<TaskSnapshot, int?> bucketOf)
    {
        var counts = new long[EstimateError.Count];
        foreach (var bucket in tasks.Where(task => task.State == TaskState.Completed).Select(bucketOf).OfType<int>()) counts[bucket]++;
        return counts;
    }
}
