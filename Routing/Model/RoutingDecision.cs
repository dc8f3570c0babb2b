namespace Orchestrator.Routing;

/// <summary>What a caller allows, as far as the decision is concerned.</summary>
/// <param name="Target">Pinned target, or null.</param>
/// <param name="Model">Pinned model, or null.</param>
/// <param name="MaxCostUsd">Hard cap on the estimated cost of the attempt, USD; null for none. For a later attempt: what is left.</param>
/// <param name="MaxLatencyMs">Preferred limit on the predicted latency, milliseconds; null for none. For a later attempt: what is left, at least 1.</param>
/// <param name="Excluded">Targets that were tried already.</param>
public sealed record DecisionConstraints(
    ComputeTarget? Target,
    string? Model,
    decimal? MaxCostUsd,
    int? MaxLatencyMs,
    TargetSet Excluded)
{
    public static DecisionConstraints None { get; } = new(null, null, null, null, TargetSet.None);

    /// <summary>Targets that are not open to the task's account.</summary>
    public TargetSet NotAllowed { get; init; }

    /// <summary>Targets that the budget of the task's account does not pay for.</summary>
    public TargetSet OverBudget { get; init; }

    /// <summary>True for a target that is out whatever the machines do.</summary>
    public bool RulesOut(ComputeTarget target) => Excluded.Contains(target) || NotAllowed.Contains(target) || OverBudget.Contains(target);
}

/// <summary>One target as the decision saw it: either excluded, with the reason, or with its figures.</summary>
/// <param name="Target">The target.</param>
/// <param name="Silo">The silo that would run it; null when excluded before one was picked.</param>
/// <param name="Engine">The engine that would run it; null when excluded before one was picked.</param>
/// <param name="Model">The model that would serve the task; null when excluded before one was picked.</param>
/// <param name="ExcludedBecause">Why it was out; null for a candidate.</param>
/// <param name="EstimatedCostUsd">Cost of this task there, USD.</param>
/// <param name="EstimatedLatencyMs">Predicted wait and service, milliseconds.</param>
/// <param name="Score">The stage's figure for it (scored: lower is better; ml: expected utility, higher is better); null where the stage has none.</param>
/// <param name="Terms">The score's terms by name, in the order they are added; empty where the stage has none.</param>
public sealed record CandidateAssessment(
    ComputeTarget Target,
    string? Silo,
    string? Engine,
    string? Model,
    string? ExcludedBecause,
    decimal EstimatedCostUsd,
    double EstimatedLatencyMs,
    double? Score,
    IReadOnlyList<ScoreTerm> Terms);

/// <summary>One term of a score.</summary>
/// <param name="Name">For example <c>cost</c>, <c>availability</c>, <c>failure</c>, <c>latency</c>.</param>
/// <param name="Weight">Its weight.</param>
/// <param name="Value">Its value before the weight, 0 to 1 for the seed's terms.</param>
public readonly record struct ScoreTerm(string Name, double Weight, double Value);

/// <summary>Where a task is sent, and why. Enough to explain and to replay it.</summary>
/// <param name="Target">The chosen target.</param>
/// <param name="Silo">The silo that runs it, in parsable form.</param>
/// <param name="Engine">The engine on that silo.</param>
/// <param name="Model">The model.</param>
/// <param name="EstimatedCostUsd">Estimated cost, USD.</param>
/// <param name="EstimatedLatencyMs">Predicted wait and service, milliseconds.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Reasoning">One sentence.</param>
/// <param name="FallbackTarget">Where it would go if this fails; null when nothing is left.</param>
/// <param name="Stage">The stage that decided.</param>
/// <param name="Rule">The rule that matched, for stage rule_based; null otherwise.</param>
/// <param name="PolicyVersion">Version of the policy that was active.</param>
/// <param name="Propensity">Probability with which this target was chosen, 0 to 1; 1 for a deterministic stage.</param>
/// <param name="MaxOutputTokens">Cap on the answer so that the actual cost cannot pass the caller's cap; null for none.</param>
/// <param name="Candidates">All four targets, with figures or the reason they were out.</param>
/// <param name="DecidedAt">When.</param>
public sealed record RoutingDecision(
    ComputeTarget Target,
    string Silo,
    string Engine,
    string Model,
    decimal EstimatedCostUsd,
    double EstimatedLatencyMs,
    double Confidence,
    string Reasoning,
    ComputeTarget? FallbackTarget,
    DecisionStage Stage,
    string? Rule,
    string PolicyVersion,
    double Propensity,
    int? MaxOutputTokens,
    IReadOnlyList<CandidateAssessment> Candidates,
    DateTimeOffset DecidedAt)
{
    /// <summary>Of the estimated latency, the part after the wait for a slot, milliseconds: what the router books in its ledger.</summary>
    public double EstimatedServiceMs { get; init; }

    /// <summary>Without a token for so long after it got its slot, the attempt gets a second one beside it, milliseconds; null: never.</summary>
    public double? HedgeAfterMs { get; init; }

    /// <summary>What it rested on, as it is logged; null until the router has recorded it.</summary>
    public DecisionSnapshot? Snapshot { get; init; }

    /// <summary>What a candidate policy on trial would have done instead; null while none is.</summary>
    public ShadowDecision? Shadow { get; init; }

    /// <summary>The decision as its task keeps it: what it rested on, and what another policy would have done, only the log needs.</summary>
    public RoutingDecision WithoutSnapshot() => Snapshot is null && Shadow is null ? this : this with { Snapshot = null, Shadow = null };
}

/// <summary>What a candidate policy on trial would have decided; nothing of it was executed.</summary>
/// <param name="Target">The target.</param>
/// <param name="Stage">The stage that decided.</param>
/// <param name="PolicyVersion">The candidate's version.</param>
/// <param name="EstimatedCostUsd">Estimated cost there, USD.</param>
/// <param name="EstimatedLatencyMs">Predicted latency there, milliseconds.</param>
public sealed record ShadowDecision(ComputeTarget Target, DecisionStage Stage, string PolicyVersion, decimal EstimatedCostUsd, double EstimatedLatencyMs);

/// <summary>Why no decision could be taken.</summary>
public enum DecisionFailure
{
    /// <summary>No target is up, fits the context and is allowed.</summary>
    NoTargetAvailable,

    /// <summary>Targets are up, but each one's estimate is above the caller's cost cap.</summary>
    BudgetExceeded,
}

/// <summary>A decision, or why there is none.</summary>
/// <param name="Decision">The decision; null on failure.</param>
/// <param name="Failure">The reason; null on success.</param>
/// <param name="Detail">A sentence for the caller on failure, naming each target and why it was out.</param>
public sealed record DecisionResult(RoutingDecision? Decision, DecisionFailure? Failure, string? Detail)
{
    /// <summary>On failure: true when a target that is down or still loading now would do, so that waiting a little may help.</summary>
    public bool MayRecover { get; init; }
}
