namespace Orchestrator.Gateway;

/// <summary>The decision that would be taken now, taken apart.</summary>
internal sealed record ExplanationDetails(
    ProfileDetails Profile,
    RoutingStage Stage,
    IReadOnlyDictionary<string, string> Facts,
    IReadOnlyList<RuleTraceDetails> Rules,
    DecisionDetails? Decision,
    FailureDetails? Failure,
    IReadOnlyDictionary<string, double> Probabilities,
    IReadOnlyList<string> Counterfactuals,
    IReadOnlyList<SiloDetails> Resources);

/// <summary>Everything the analysis found.</summary>
internal sealed record ProfileDetails(
    TaskType TaskType,
    TaskPriority Priority,
    bool IsBatch,
    double ComplexityScore,
    double LatencySensitivity,
    double CostSensitivity,
    int EstimatedInputTokens,
    int EstimatedOutputTokens,
    int EstimatedTokens,
    bool RequiresReasoning,
    int Characters);

/// <summary>Why no target was found.</summary>
internal sealed record FailureDetails(string Code, string? Message);

/// <summary>What one rule said of the task.</summary>
internal sealed record RuleTraceDetails(
    string Name,
    int PriorityOrder,
    ComputeTarget Target,
    bool Matched,
    bool Chosen,
    string? PassedOverBecause,
    IReadOnlyList<ConditionTraceDetails> Conditions);

/// <summary>One condition's verdict.</summary>
internal sealed record ConditionTraceDetails(string Field, string Operator, string Expected, string Actual, bool Passed);
