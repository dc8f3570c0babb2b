namespace Orchestrator.Cli;

internal sealed record StageView(string Stage);

internal sealed record TrainingView(bool Running, string? ActiveModel, TrainingRunView? LastRun);

internal sealed record TrainingRunView(int Rows, int RowsNeeded, string? ModelVersion, bool Promoted, string Detail, MetricView? Holdout);

internal sealed record MetricView(int Rows, double BrierScore, double CalibrationError, double ServiceTimeError, IReadOnlyList<ReliabilityView> Reliability);

internal sealed record ReliabilityView(double Predicted, double Observed, int Rows);

internal sealed record NewReplay(string? PolicyYaml, string? Stage, int Hours);

internal sealed record ReplayView(
    string PolicyVersion,
    string Stage,
    int Tasks,
    int SkippedTasks,
    bool Truncated,
    double Agreement,
    ReplaySideView Happened,
    ReplaySideView EstimatedForWhatHappened,
    ReplaySideView Replayed,
    OffPolicyView? OffPolicy);

internal sealed record ReplaySideView(IReadOnlyDictionary<string, long> ByTarget, decimal CostUsd, double MeanLatencyMs, double SlaAttainment, double MeanUtility);

internal sealed record OffPolicyView(double ExploredShare, double EffectiveTasks, EstimateView? InversePropensity, EstimateView DoublyRobust, string Note);

internal sealed record EstimateView(double Mean, double Low, double High);
