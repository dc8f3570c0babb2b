namespace Orchestrator.Grains.Interfaces;

/// <summary>How far a candidate policy may go.</summary>
public enum TrialMode
{
    /// <summary>It decides beside the active policy; nothing of it is executed.</summary>
    Shadow,

    /// <summary>It decides a share of the tasks, until a sequential test says that it must not.</summary>
    Canary,
}

/// <summary>A candidate to try beside the active policy.</summary>
/// <param name="Mode">How far it may go.</param>
/// <param name="PolicyYaml">A policy file's text; null for the active policy.</param>
/// <param name="Stage">A stage; null for the active one.</param>
/// <param name="Share">Share of tasks a canary decides, 0 to 1; without meaning for a shadow.</param>
[GenerateSerializer, Immutable, Alias("TrialRequest")]
public sealed record TrialRequest(
    [property: Id(0)] TrialMode Mode, [property: Id(1)] string? PolicyYaml, [property: Id(2)] RoutingStage? Stage, [property: Id(3)] double Share);

/// <summary>What one side of a canary did, over tasks that ended.</summary>
/// <param name="Tasks">Attempts that ended.</param>
/// <param name="SuccessRate">Share with an answer, 0 to 1.</param>
/// <param name="MeanLatencyMs">Mean latency, milliseconds.</param>
/// <param name="MeanCostUsd">Mean cost, USD.</param>
[GenerateSerializer, Immutable, Alias("TrialSide")]
public sealed record TrialSide(
    [property: Id(0)] int Tasks, [property: Id(1)] double SuccessRate, [property: Id(2)] double MeanLatencyMs, [property: Id(3)] double MeanCostUsd);

/// <summary>A trial as it stands. Figures count from <paramref name="Since"/>.</summary>
/// <param name="Request">What is tried.</param>
/// <param name="PolicyVersion">The candidate's version.</param>
/// <param name="Stage">The candidate's stage.</param>
/// <param name="Since">Since when this router counts.</param>
/// <param name="Compared">Decisions that both took.</param>
/// <param name="Agreement">Share on which they agreed, 0 to 1; null without any.</param>
/// <param name="CostDeltaUsd">Candidate minus active, mean estimated cost of a task, USD.</param>
/// <param name="LatencyDeltaMs">Candidate minus active, mean estimated latency of a task, milliseconds.</param>
/// <param name="ActiveByTarget">Where the active policy sent them.</param>
/// <param name="CandidateByTarget">Where the candidate would have.</param>
/// <param name="Candidate">What the candidate's tasks came to; null for a shadow.</param>
/// <param name="Active">What the others came to; null for a shadow.</param>
/// <param name="RolledBackBecause">Why the canary was stopped; null while it goes on.</param>
[GenerateSerializer, Immutable, Alias("TrialStatus")]
public sealed record TrialStatus(
    [property: Id(0)] TrialRequest Request,
    [property: Id(1)] string PolicyVersion,
    [property: Id(2)] RoutingStage Stage,
    [property: Id(3)] DateTimeOffset Since,
    [property: Id(4)] long Compared,
    [property: Id(5)] double? Agreement,
    [property: Id(6)] double CostDeltaUsd,
    [property: Id(7)] double LatencyDeltaMs,
    [property: Id(8)] IReadOnlyDictionary<ComputeTarget, long> ActiveByTarget,
    [property: Id(9)] IReadOnlyDictionary<ComputeTarget, long> CandidateByTarget,
    [property: Id(10)] TrialSide? Candidate,
    [property: Id(11)] TrialSide? Active,
    [property: Id(12)] string? RolledBackBecause);

/// <summary>The answer to a new trial.</summary>
/// <param name="Status">The trial; null when the policy is not valid.</param>
/// <param name="Errors">What is wrong with the policy.</param>
[GenerateSerializer, Immutable, Alias("TrialChange")]
public sealed record TrialChange([property: Id(0)] TrialStatus? Status, [property: Id(1)] IReadOnlyList<PolicyError> Errors);
