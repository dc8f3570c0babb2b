using System.Text.Json.Serialization;

namespace Orchestrator.Cli;

// What the server says, as far as the tool shows it. Enumerations stay text: a newer server may know more of them.

internal sealed record AcceptedTask(Guid TaskId, string Status, DateTimeOffset CreatedAt);

internal sealed record TaskView
{
    public required Guid TaskId { get; init; }

    public required string Status { get; init; }

    public string TaskType { get; init; } = "";

    public string Priority { get; init; } = "";

    public bool IsBatch { get; init; }

    public DecisionView? RoutingDecision { get; init; }

    public IReadOnlyList<AttemptView> Attempts { get; init; } = [];

    public string? Result { get; init; }

    public float[]? Embedding { get; init; }

    public ErrorView? Error { get; init; }

    public int? InputTokens { get; init; }

    public int? OutputTokens { get; init; }

    public decimal? ActualCostUsd { get; init; }

    public decimal? CloudBaselineCostUsd { get; init; }

    public long? ActualLatencyMs { get; init; }

    public long? TimeToFirstTokenMs { get; init; }

    public bool? SlaMet { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public bool Simulated { get; init; }

    [JsonIgnore]
    public bool IsTerminal => Status is "COMPLETED" or "FAILED" or "CANCELLED";

    [JsonIgnore]
    public bool IsCompleted => Status == "COMPLETED";
}

internal sealed record DecisionView(
    string Target, string ModelName, string Reasoning, string DecisionStage, double Confidence, decimal EstimatedCostUsd, long EstimatedLatencyMs, DateTimeOffset DecidedAt);

internal sealed record AttemptView(string Target, string ModelName, string? Outcome, string? Error);

internal sealed record ErrorView(string Code, string? Message);

internal sealed record TaskPageView(IReadOnlyList<TaskView> Tasks, string? NextCursor);

internal sealed record TokenView(string Text);

internal sealed record StatsView(
    long TotalTasks, IReadOnlyDictionary<string, long> ByTarget, IReadOnlyDictionary<string, long> ByStatus, decimal TotalCostUsd, decimal EstimatedCloudCostUsd,
    decimal CostSavedUsd, double? AvgLatencyMs, double? P95LatencyMs, double? SlaAttainment, int PeriodHours);

internal sealed record ExplanationView(
    ProfileView Profile, string Stage, IReadOnlyList<RuleView> Rules, ExplainedDecisionView? Decision, ErrorView? Failure, IReadOnlyList<string> Counterfactuals);

internal sealed record ProfileView(double ComplexityScore, double LatencySensitivity, double CostSensitivity, int EstimatedTokens, bool RequiresReasoning);

internal sealed record RuleView(string Name, string Target, bool Matched, bool Chosen, string? PassedOverBecause, IReadOnlyList<ConditionView> Conditions);

internal sealed record ConditionView(string Field, string Operator, string Expected, string Actual, bool Passed);

internal sealed record ExplainedDecisionView(string Target, string ModelName, string Reasoning, string DecisionStage, IReadOnlyList<CandidateView> Candidates);

internal sealed record CandidateView(string Target, string? ModelName, string? ExcludedBecause, decimal EstimatedCostUsd, long EstimatedLatencyMs, double? Score);

internal sealed record ProblemView(string? Title, string? Detail, string? Code, IReadOnlyDictionary<string, string[]>? Errors);

/// <summary>A task as the server wants it.</summary>
internal sealed record NewTask
{
    public required string TaskType { get; init; }

    public required string InputText { get; init; }

    public string? Priority { get; init; }

    public bool? IsBatch { get; init; }

    public decimal? MaxCostUsd { get; init; }

    public int? MaxLatencyMs { get; init; }

    public int? MaxOutputTokens { get; init; }

    public string? Target { get; init; }

    public string? Model { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}
