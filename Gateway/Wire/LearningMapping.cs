namespace Orchestrator.Gateway;

/// <summary>From what the learning grain and the router's trial answer to what the wire says.</summary>
internal static class LearningMapping
{
    private const string AgreementOnly = "Nothing was left to chance: the estimates rest on the tasks where both agree.";
    private const string Explored = "Choices that were left to chance are weighed by their propensities.";

    public static TrainingDetails ToWire(this TrainingStatus status) => new(
        status.Running,
        status.ActiveVersion,
        status.Last is not { } run
            ? null
            : new TrainingRunDetails(
                run.StartedAt.UtcDateTime,
                run.FinishedAt?.UtcDateTime,
                run.Rows,
                run.Needed,
                run.ModelVersion,
                run.Promoted,
                run.Detail,
                run.Metrics?.ToWire(),
                run.Comparison is { } comparison ? new(comparison.Difference, comparison.Low, comparison.High) : null));

    public static OutcomeModels ToWire(this ModelStatus status) => new(
        [.. status.Models.Select(model => new OutcomeModelDetails(model.Version, model.TrainedAt.UtcDateTime, model.Targets, model.ReadsText, model.Metrics.ToWire()))],
        status.LastError);

    public static WeightDetails ToWire(this WeightStatus status) =>
        new(status.Active.ToWire(), [.. status.History.Select(ToWire)], status.NextAt?.UtcDateTime, status.Detail);

    public static ReplayDetails ToWire(this ReplayAnswer answer, int hours)
    {
        ReplayReport report = answer.Report!;
        return new ReplayDetails(
            answer.PolicyVersion,
            answer.Stage,
            report.Tasks,
            report.Skipped,
            answer.Truncated,
            report.Agreement,
            report.Happened.ToWire(),
            report.Estimated.ToWire(),
            report.Replayed.ToWire(),
            report.OffPolicy is { } estimate
                ? new(
                    report.Explored,
                    estimate.EffectiveRows,
                    estimate.InversePropensity is { } inverse ? inverse.ToWire() : null,
                    estimate.DoublyRobust.ToWire(),
                    report.Explored > 0 ? Explored : AgreementOnly)
                : null,
            hours);
    }

    public static TrialDetails ToWire(this TrialStatus status) => new(
        status.Request.Mode,
        status.PolicyVersion,
        status.Stage,
        status.Request.Mode == TrialMode.Canary ? status.Request.Share : null,
        status.Since.UtcDateTime,
        status.Compared,
        status.Agreement,
        status.CostDeltaUsd,
        status.LatencyDeltaMs,
        WireMapping.Counts(status.ActiveByTarget),
        WireMapping.Counts(status.CandidateByTarget),
        status.Candidate?.ToWire(),
        status.Active?.ToWire(),
        status.RolledBackBecause);

    private static MetricDetails ToWire(this OutcomeMetrics metrics) => new(
        metrics.Rows,
        metrics.Brier,
        metrics.LogLoss,
        metrics.CalibrationError,
        metrics.ServiceError,
        [.. metrics.Reliability.Select(bin => new ReliabilityDetails(bin.Predicted, bin.Observed, bin.Rows))]);

    private static WeightVersionDetails ToWire(this WeightVersion version) => new(
        version.Version,
        version.Weights.Cost,
        version.Weights.Availability,
        version.Weights.Failure,
        version.Weights.Latency,
        version.LearnedAt?.UtcDateTime,
        version.Outcomes);

    private static ReplaySideDetails ToWire(this ReplayFigures figures) => new(
        WireMapping.Counts(figures.ByTarget.ToDictionary(pair => pair.Key, pair => (long)pair.Value)),
        WireMapping.Money(figures.CostUsd),
        Math.Round(figures.MeanLatencyMs, 1),
        figures.SlaAttainment,
        figures.MeanUtility);

    private static EstimateDetails ToWire(this IntervalEstimate estimate) => new(estimate.Mean, estimate.Low, estimate.High);

    private static TrialSideDetails ToWire(this TrialSide side) => new(side.Tasks, side.SuccessRate, side.MeanLatencyMs, side.MeanCostUsd);
}
