namespace Orchestrator.Dashboard;

/// <summary>A figure with its definition, so that it means the same on every page.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">As it is shown.</param>
/// <param name="Formula">How it comes about.</param>
public sealed record Figure(string Name, string Value, string Formula);

/// <summary>The figures of a period, each defined once.</summary>
internal static class Figures
{
    private const int HoursAMonth = 730;

    public static double? SuccessShare(RoutingStats stats) => SuccessShare(stats.ByState);

    public static double? SuccessShare(IReadOnlyDictionary<TaskState, long> states)
    {
        var (completed, failed) = (states.GetValueOrDefault(TaskState.Completed), states.GetValueOrDefault(TaskState.Failed));
        return completed + failed == 0 ? null : (double)completed / (completed + failed);
    }

    /// <summary>Tasks that have not reached their end.</summary>
    public static long Unfinished(RoutingStats stats) =>
        stats.ByState.GetValueOrDefault(TaskState.Pending) + stats.ByState.GetValueOrDefault(TaskState.Routing) + stats.ByState.GetValueOrDefault(TaskState.Executing);

    public static Figure Tasks(RoutingStats stats) => new("Tasks", Show.Count(stats.TotalTasks), "tasks created in the period");

    public static Figure Success(RoutingStats stats) =>
        new("Success", Show.Share(SuccessShare(stats)), "completed ÷ (completed + failed); cancelled and unfinished tasks do not count");

    public static Figure Average(RoutingStats stats) =>
        new("Mean latency", Show.Ms(stats.AverageLatencyMs), "mean time from submission to the end, completed tasks");

    public static Figure P50(RoutingStats stats) =>
        new("p50 latency", Show.Ms(stats.P50LatencyMs), "median time from submission to the end, completed tasks; from a histogram with buckets 10 % apart");

    public static Figure P95(RoutingStats stats) =>
        new("p95 latency", Show.Ms(stats.P95LatencyMs), "95th percentile of the time from submission to the end, completed tasks; from a histogram with buckets 10 % apart");

    public static Figure Sla(RoutingStats stats) => new("SLA met", Show.Share(stats.SlaAttainment), "tasks that met max_latency_ms ÷ tasks that had one");

    public static Figure Actual(RoutingStats stats) => new("Actual cost", Show.Usd(stats.TotalCostUsd), "sum of what all attempts cost, tasks with known price and usage");

    public static Figure Baseline(RoutingStats stats) =>
        new("All-cloud baseline", Show.Usd(stats.BaselineCostUsd), "what the same tokens would have cost on the baseline cloud model");

    public static Figure Saved(RoutingStats stats) => new("Saved", Show.Usd(stats.SavedUsd), "baseline − actual, over tasks that have both");

    public static Figure Estimated(StatsFigures sums) =>
        new("Estimated", Show.Usd(sums.EstimatedUsd), "what the last decision of each task with a known cost estimated it would cost");

    /// <summary>What the machines one owns cost: nothing, unless a tariff is configured.</summary>
    public static Figure Local(GroupedStats stats) => new(
        "Of it local", Show.Usd(stats.Targets.Where(group => group.Key != Show.Wire(ComputeTarget.Cloud)).Sum(group => group.Figures.CostUsd)),
        "actual cost on GPU, CPU and QUANTIZED: watts × tariff × service time as energy: in cost_config.yaml says; 0 without it. It is part of the actual cost");

    public static Figure OtherBaseline(GroupedStats stats) =>
        new("All-cloud baseline", Show.Usd(stats.Sums.BaselineUsd), $"tokens of tasks with known usage and cost × the prices of {stats.BaselineModel}; embeddings at their own baseline");

    public static Figure OtherSaved(GroupedStats stats) =>
        new("Saved", Show.Usd(stats.Sums.SavedUsd), $"that baseline − the actual cost of the same tasks");

    public static Figure Unpriced(RoutingStats stats) =>
        new("Unpriced", Show.Count(stats.UnpricedTasks), "completed tasks whose cost is unknown because usage or a price is missing; never counted as zero");

    /// <summary>An outlook, never mixed with what was.</summary>
    public static Figure Projection(RoutingStats stats) => new(
        "A month at this rate", stats.PeriodHours <= 0 ? Show.Unknown : Show.Usd(decimal.Round(stats.TotalCostUsd * HoursAMonth / stats.PeriodHours, 6)),
        $"projection: actual cost of the period × {HoursAMonth} hours ÷ hours of the period");
}
