namespace Orchestrator.Dashboard;

/// <summary>The figures of one stretch of a period.</summary>
/// <param name="StartHoursAgo">Where it starts, hours before now.</param>
/// <param name="Hours">How long it is.</param>
/// <param name="Tasks">Tasks created.</param>
/// <param name="ActualUsd">Actual cost.</param>
/// <param name="BaselineUsd">All-cloud baseline.</param>
/// <param name="SavedUsd">Saved over tasks that have both.</param>
/// <param name="ByTarget">Finished tasks by target.</param>
public sealed record CostStretch(
    int StartHoursAgo, int Hours, long Tasks, decimal ActualUsd, decimal BaselineUsd, decimal SavedUsd, IReadOnlyDictionary<ComputeTarget, long> ByTarget);

/// <summary>A period cut into stretches, oldest first: differences between the figures of nested periods, which come from hourly roll-ups.</summary>
public sealed record CostHistory(IReadOnlyList<CostStretch> Stretches)
{
    private const int MaxStretches = 12;

    internal static async Task<CostHistory> ReadAsync(IDashboardData data, int hours)
    {
        var count = Math.Min(hours, MaxStretches);
        var ends = Enumerable.Range(1, count).Select(i => hours * i / count).ToList();
        var stats = await Task.WhenAll(ends.Select(data.StatsAsync));
        var stretches = ends.Select((end, i) => Difference(stats[i], i == 0 ? new RoutingStats() : stats[i - 1], end, i == 0 ? 0 : ends[i - 1]));
        return new CostHistory([.. stretches.Reverse()]);
    }

    private static CostStretch Difference(RoutingStats whole, RoutingStats later, int start, int end) => new(
        start, start - end,
        Math.Max(0, whole.TotalTasks - later.TotalTasks),
        Math.Max(0, whole.TotalCostUsd - later.TotalCostUsd),
        Math.Max(0, whole.BaselineCostUsd - later.BaselineCostUsd),
        whole.SavedUsd - later.SavedUsd,
        TargetSet.All.ToDictionary(
            target => target,
            target => Math.Max(0, whole.ByTarget.GetValueOrDefault(target) - later.ByTarget.GetValueOrDefault(target))));
}
