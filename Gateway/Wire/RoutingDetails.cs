using System.Text.Json.Serialization;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;

namespace Orchestrator.Gateway;

/// <summary>The figures of a period.</summary>
internal sealed record StatsDetails(
    long TotalTasks,
    IReadOnlyDictionary<string, long> ByTarget,
    IReadOnlyDictionary<string, long> ByStatus,
    decimal TotalCostUsd,
    decimal EstimatedCloudCostUsd,
    decimal CostSavedUsd,
    double? AvgLatencyMs,
    double? P95LatencyMs,
    double? SlaAttainment,
    long UnpricedTasks,
    int PeriodHours,
    double? P50LatencyMs,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] StatsBreakdown? Breakdown);

/// <summary>A page of the decision log, newest first.</summary>
internal sealed record DecisionLog(IReadOnlyList<LoggedDecision> Decisions, long Total, int Page, int PageSize);

/// <summary>One logged decision.</summary>
internal sealed record LoggedDecision(Guid TaskId, TaskType TaskType, TaskPriority Priority, int AttemptNumber, DecisionDetails Decision);

/// <summary>A decision with everything that explains it.</summary>
internal sealed record DecisionDetails(
    ComputeTarget Target,
    string ModelName,
    string Engine,
    string Silo,
    decimal EstimatedCostUsd,
    long EstimatedLatencyMs,
    double Confidence,
    string Reasoning,
    ComputeTarget? FallbackTarget,
    DecisionStage DecisionStage,
    string? Rule,
    string PolicyVersion,
    double Propensity,
    int? MaxOutputTokens,
    IReadOnlyList<CandidateDetails> Candidates,
    DateTime DecidedAt,
    ShadowDetails? Shadow);

/// <summary>What a candidate policy on trial would have decided.</summary>
internal sealed record ShadowDetails(ComputeTarget Target, DecisionStage DecisionStage, string PolicyVersion, decimal EstimatedCostUsd, long EstimatedLatencyMs);

/// <summary>One target as the decision saw it.</summary>
internal sealed record CandidateDetails(
    ComputeTarget Target,
    string? Silo,
    string? Engine,
    string? ModelName,
    string? ExcludedBecause,
    decimal EstimatedCostUsd,
    long EstimatedLatencyMs,
    double? Score,
    IReadOnlyList<ScoreTermDetails> Terms);

/// <summary>One term of a score.</summary>
internal sealed record ScoreTermDetails(string Name, double Weight, double Value);

/// <summary>The active policy.</summary>
internal sealed record PolicyDetails(
    string Version, string Source, DateTime LoadedAt, IReadOnlyList<RuleDetails> Rules, DateTime? LastReloadAt, IReadOnlyList<PolicyErrorDetails> LastReloadErrors);

/// <summary>Why an edit of the policy was refused.</summary>
internal sealed record PolicyErrorDetails(string Field, string Message, int? Line, int? Column);

/// <summary>One rule. Conditions are written as in the policy file: the field, with a suffix for every comparison but equality.</summary>
internal sealed record RuleDetails(
    string Name,
    int PriorityOrder,
    JsonObject Conditions,
    ComputeTarget Target,
    double Confidence,
    string? Description,
    bool Enabled,
    string Source,
    long Hits,
    DateTime? LastHitAt);

/// <summary>A rule to create or replace.</summary>
internal sealed record PutRule
{
    [Description("Unique, lower_snake_case."), StringLength(64, MinimumLength = 1)]
    public required string Name { get; init; }

    [Description("Rules are tried from the lowest to the highest; unique."), Range(0, 1_000_000)]
    public required int PriorityOrder { get; init; }

    [Description("All must hold: a field, or a field with _not, _gt, _gte, _lt, _lte or _in. None at all: a catch-all.")]
    public JsonObject? Conditions { get; init; }

    [Description("Where a matching task goes.")]
    public required ComputeTarget Target { get; init; }

    [Description("0 to 1, reported with the decision; 0.9 when left out."), Range(0.0, 1.0)]
    public double? Confidence { get; init; }

    [Description("For people."), StringLength(500)]
    public string? Description { get; init; }

    [Description("False: kept, but not tried. True when left out.")]
    public bool? Enabled { get; init; }
}

/// <summary>The stage that decides for the whole cluster.</summary>
internal sealed record StageDetails(RoutingStage Stage);
