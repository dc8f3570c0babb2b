namespace Orchestrator.Routing;

/// <summary>Figures of one way to decide, over the same tasks.</summary>
/// <param name="ByTarget">Tasks by the target of their first decision.</param>
/// <param name="CostUsd">Cost of all tasks, USD.</param>
/// <param name="MeanLatencyMs">Mean latency, milliseconds.</param>
/// <param name="SlaAttainment">Share of tasks with an answer inside their SLA, 0 to 1.</param>
/// <param name="MeanUtility">Mean utility of a task under the replayed policy's weights.</param>
public sealed record ReplayFigures(IReadOnlyDictionary<ComputeTarget, int> ByTarget, decimal CostUsd, double MeanLatencyMs, double SlaAttainment, double MeanUtility);

/// <summary>What another policy or stage would have made of the logged tasks.</summary>
/// <param name="Tasks">Tasks that could be replayed.</param>
/// <param name="Skipped">Tasks that could not: pinned, cancelled, lost, or logged without a snapshot.</param>
/// <param name="Agreement">Share of tasks it would have sent to the same target, 0 to 1.</param>
/// <param name="Happened">What happened.</param>
/// <param name="Estimated">The forecasts for what was chosen: how far they can be trusted shows beside <paramref name="Happened"/>.</param>
/// <param name="Replayed">The forecasts for what would have been chosen.</param>
/// <param name="OffPolicy">Utility estimated from what happened, by propensities; null without tasks.</param>
/// <param name="Explored">Share of tasks whose choice was left to chance: without any, the estimates by propensity rest on agreement alone.</param>
public sealed record ReplayReport(
    int Tasks, int Skipped, double Agreement, ReplayFigures Happened, ReplayFigures Estimated, ReplayFigures Replayed, OffPolicyEstimate? OffPolicy, double Explored);
