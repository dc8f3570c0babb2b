using System.Globalization;
using static Orchestrator.Gateway.WireMapping;

namespace Orchestrator.Gateway;

/// <summary>The wire form of figures that are broken down.</summary>
internal static class StatsMapping
{
    public static StatsDetails ToWire(this GroupedStats stats, StatsGrouping by) => stats.Totals.ToWire() with
    {
        Breakdown = new StatsBreakdown(
            by,
            stats.BaselineModel,
            by == StatsGrouping.Hour
                ? [.. stats.Stretches.Select(stretch => ToWire(stretch.From.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture), stretch.Figures))]
                : [.. GroupsOf(stats, by).Select(group => ToWire(group.Key, group.Figures))],
            Buckets(stats.LatencyErrors),
            Buckets(stats.CostErrors)),
    };

    private static IReadOnlyList<StatsGroup> GroupsOf(GroupedStats stats, StatsGrouping by) => by switch
    {
        StatsGrouping.Target => stats.Targets,
        StatsGrouping.TaskType => stats.Types,
        StatsGrouping.Model => stats.Models,
        _ => stats.Accounts,
    };

    private static StatsGroupDetails ToWire(string key, StatsFigures figures) => new(
        key,
        figures.Tasks,
        Counts(figures.Ended),
        Money(figures.CostUsd),
        Money(figures.EstimatedUsd),
        Money(figures.BaselineUsd),
        Money(figures.SavedUsd),
        figures.Unpriced,
        Tenth(figures.AverageLatencyMs),
        Tenth(figures.P50LatencyMs),
        Tenth(figures.P95LatencyMs),
        figures.SlaAttainment);

    private static ErrorBucket[] Buckets(IReadOnlyList<long> counts) =>
        [.. counts.Select((count, i) => new ErrorBucket(i < EstimateError.UpperBounds.Count ? EstimateError.UpperBounds[i] : null, count))];
}
