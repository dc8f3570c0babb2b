using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;

namespace Orchestrator.Gateway;

/// <summary>Training as it stands. Figures of the last run are null while it reads the log, or when there was too little to learn from.</summary>
internal sealed record TrainingDetails(bool Running, string? ActiveModel, TrainingRunDetails? LastRun);

/// <summary>One training run.</summary>
internal sealed record TrainingRunDetails(
    DateTime StartedAt,
    DateTime? FinishedAt,
    int Rows,
    int RowsNeeded,
    string? ModelVersion,
    bool Promoted,
    string Detail,
    MetricDetails? Holdout,
    ComparisonDetails? Comparison);

/// <summary>How a model did on rows it had not seen.</summary>
internal sealed record MetricDetails(
    int Rows, double BrierScore, double LogLoss, double CalibrationError, double ServiceTimeError, IReadOnlyList<ReliabilityDetails> Reliability);

/// <summary>One bin of the reliability curve: what was predicted, and what was.</summary>
internal sealed record ReliabilityDetails(double Predicted, double Observed, int Rows);

/// <summary>Brier score of the new model minus that of the one in use, with its 95 % interval; below 0 the new one is better.</summary>
internal sealed record ComparisonDetails(double BrierDifference, double Low, double High);

/// <summary>The models that are kept, the one in use first.</summary>
internal sealed record OutcomeModels(IReadOnlyList<OutcomeModelDetails> Models, string? LastError);

/// <summary>One model.</summary>
internal sealed record OutcomeModelDetails(string Version, DateTime TrainedAt, IReadOnlyList<ComputeTarget> Targets, bool ReadsText, MetricDetails Holdout);

/// <summary>A model file, as <c>orchestrator train --out</c> writes it.</summary>
internal sealed record PutOutcomeModel
{
    [Description("Format of the file.")]
    public required int Format { get; init; }

    [Description("Name of the model.")]
    public required string Version { get; init; }

    public required DateTime TrainedAt { get; init; }

    [Description("Names of the features it was trained on; others than this version's are refused.")]
    public required IReadOnlyList<string> Features { get; init; }

    [Description("Range of each feature where it was trained.")]
    public required JsonArray Ranges { get; init; }

    [Description("Trees and calibration by target.")]
    public required JsonArray Targets { get; init; }

    [Description("How it did on rows it had not seen.")]
    public required JsonObject Metrics { get; init; }

    [Description("What the words of a prompt let expect; left out when it was not trained on any.")]
    public JsonObject? Text { get; init; }
}

/// <summary>The scored stage's weights. Version 0 are the policy's own.</summary>
internal sealed record WeightDetails(WeightVersionDetails Active, IReadOnlyList<WeightVersionDetails> History, DateTime? NextAt, string? Detail);

/// <summary>One version of the weights.</summary>
internal sealed record WeightVersionDetails(int Version, double Cost, double Availability, double Failure, double Latency, DateTime? LearnedAt, int Outcomes);

/// <summary>What to replay logged decisions through.</summary>
internal sealed record AskReplay
{
    [Description("A policy file; the active policy when left out."), StringLength(500_000, MinimumLength = 1)]
    public string? PolicyYaml { get; init; }

    [Description("A stage; the active one when left out.")]
    public RoutingStage? Stage { get; init; }

    [Description("How far back, hours; 24 when left out."), Range(1, 8760)]
    public int? Hours { get; init; }
}

/// <summary>What another policy or stage would have made of the logged tasks, beside what happened.</summary>
internal sealed record ReplayDetails(
    string PolicyVersion,
    RoutingStage Stage,
    int Tasks,
    int SkippedTasks,
    bool Truncated,
    double Agreement,
    ReplaySideDetails Happened,
    ReplaySideDetails EstimatedForWhatHappened,
    ReplaySideDetails Replayed,
    OffPolicyDetails? OffPolicy,
    int PeriodHours);

/// <summary>Figures of one way to decide. Costs are sums, latency and utility means.</summary>
internal sealed record ReplaySideDetails(IReadOnlyDictionary<string, long> ByTarget, decimal CostUsd, double MeanLatencyMs, double SlaAttainment, double MeanUtility);

/// <summary>Mean utility of a task under the replayed policy, estimated from what happened.</summary>
internal sealed record OffPolicyDetails(double ExploredShare, double EffectiveTasks, EstimateDetails? InversePropensity, EstimateDetails DoublyRobust, string Note);

/// <summary>An estimate with its 95 % interval.</summary>
internal sealed record EstimateDetails(double Mean, double Low, double High);

/// <summary>A candidate to try beside the active policy.</summary>
internal sealed record StartTrial
{
    [Description("SHADOW: it decides beside the active policy and nothing of it is executed. CANARY: it decides a share of the tasks until a sequential test stops it.")]
    public required TrialMode Mode { get; init; }

    [Description("A policy file; the active policy when left out."), StringLength(500_000, MinimumLength = 1)]
    public string? PolicyYaml { get; init; }

    [Description("A stage; the active one when left out.")]
    public RoutingStage? Stage { get; init; }

    [Description("Share of tasks a canary decides; 0.05 when left out."), Range(0.001, 1.0)]
    public double? Share { get; init; }
}

/// <summary>A trial as it stands.</summary>
internal sealed record TrialDetails(
    TrialMode Mode,
    string PolicyVersion,
    RoutingStage Stage,
    double? Share,
    DateTime Since,
    long ComparedDecisions,
    double? Agreement,
    double CostDeltaUsd,
    double LatencyDeltaMs,
    IReadOnlyDictionary<string, long> ActiveByTarget,
    IReadOnlyDictionary<string, long> CandidateByTarget,
    TrialSideDetails? Candidate,
    TrialSideDetails? Active,
    string? RolledBackBecause);

/// <summary>What one side of a canary came to.</summary>
internal sealed record TrialSideDetails(int Attempts, double SuccessRate, double MeanLatencyMs, double MeanCostUsd);
