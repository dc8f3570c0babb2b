namespace Orchestrator.Gateway;

/// <summary>What the figures of a period are made of.</summary>
/// <param name="GroupBy">By what.</param>
/// <param name="BaselineModel">The model the baseline is of.</param>
/// <param name="Groups">The groups, those that cost most first; hours in their order.</param>
/// <param name="LatencyErrors">Completed tasks by actual ÷ estimated latency.</param>
/// <param name="CostErrors">Completed tasks by actual ÷ estimated cost.</param>
internal sealed record StatsBreakdown(
    StatsGrouping GroupBy, string BaselineModel, IReadOnlyList<StatsGroupDetails> Groups, IReadOnlyList<ErrorBucket> LatencyErrors, IReadOnlyList<ErrorBucket> CostErrors);

/// <summary>Figures of the finished tasks that share something.</summary>
internal sealed record StatsGroupDetails(
    string Key,
    long Tasks,
    IReadOnlyDictionary<string, long> ByStatus,
    decimal TotalCostUsd,
    decimal EstimatedCostUsd,
    decimal EstimatedCloudCostUsd,
    decimal CostSavedUsd,
    long UnpricedTasks,
    double? AvgLatencyMs,
    double? P50LatencyMs,
    double? P95LatencyMs,
    double? SlaAttainment);

/// <summary>How many tasks had a ratio of actual to estimate below a bound and not below the one before.</summary>
/// <param name="Below">The bound; null for the last bucket.</param>
/// <param name="Tasks">How many.</param>
internal sealed record ErrorBucket(double? Below, long Tasks);
