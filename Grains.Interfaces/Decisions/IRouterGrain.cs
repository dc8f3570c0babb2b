using Orleans.Concurrency;

namespace Orchestrator.Grains.Interfaces;

/// <summary>A request for a decision.</summary>
/// <param name="TaskId">The task. A decision for the same task replaces the one before in the router's ledger.</param>
/// <param name="Profile">What the analysis found.</param>
/// <param name="Constraints">What the caller allows, and what was tried.</param>
/// <param name="AttemptsBefore">How often it was sent somewhere before; bounds how often it may be moved.</param>
/// <param name="IsHedge">True for a second attempt beside one that runs.</param>
[GenerateSerializer, Immutable, Alias("DecisionRequest")]
public sealed record DecisionRequest(
    [property: Id(0)] Guid TaskId,
    [property: Id(1)] TaskProfile Profile,
    [property: Id(2)] DecisionConstraints Constraints,
    [property: Id(3)] int AttemptsBefore = 0,
    [property: Id(4)] bool IsHedge = false);

/// <summary>A rule with what is known of its use.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Hits">Decisions it took since the router came up.</param>
/// <param name="LastHitAt">When it last decided; null for never.</param>
[GenerateSerializer, Immutable, Alias("RuleStatus")]
public sealed record RuleStatus([property: Id(0)] RoutingRule Rule, [property: Id(1)] long Hits, [property: Id(2)] DateTimeOffset? LastHitAt);

/// <summary>The active policy.</summary>
/// <param name="Version">Changes with every accepted change.</param>
/// <param name="Source">Path of the policy file, as configured.</param>
/// <param name="LoadedAt">When this version became active.</param>
/// <param name="Rules">All rules in order, also disabled ones.</param>
/// <param name="LastReloadErrors">Why the latest edit was refused; empty when it was not.</param>
/// <param name="LastReloadAt">When the file was last read.</param>
[GenerateSerializer, Immutable, Alias("PolicyStatus")]
public sealed record PolicyStatus(
    [property: Id(0)] string Version,
    [property: Id(1)] string Source,
    [property: Id(2)] DateTimeOffset LoadedAt,
    [property: Id(3)] IReadOnlyList<RuleStatus> Rules,
    [property: Id(4)] IReadOnlyList<PolicyError> LastReloadErrors,
    [property: Id(5)] DateTimeOffset? LastReloadAt);

/// <summary>What became of a change to the policy.</summary>
public enum PolicyChange
{
    Created,
    Updated,
    Deleted,
    NotFound,

    /// <summary>The policy would be invalid; <see cref="PolicyChangeResult.Errors"/> says why.</summary>
    Invalid,

    /// <summary>The rule is the catch-all, which must stay.</summary>
    CatchAll,
}

/// <summary>The answer to a change of the policy.</summary>
[GenerateSerializer, Immutable, Alias("PolicyChangeResult")]
public sealed record PolicyChangeResult(
    [property: Id(0)] PolicyChange Outcome,
    [property: Id(1)] RoutingRule? Rule,
    [property: Id(2)] IReadOnlyList<PolicyError> Errors);

/// <summary>A silo as the router knows it.</summary>
/// <param name="Snapshot">What it last reported.</param>
/// <param name="AgeMs">How old that is, milliseconds.</param>
/// <param name="Stale">True when it is too old to send new work there.</param>
/// <param name="HandedOut">Tasks the router has sent to each engine and not heard the end of, by engine name.</param>
[GenerateSerializer, Immutable, Alias("SiloStatus")]
public sealed record SiloStatus(
    [property: Id(0)] SiloSnapshot Snapshot,
    [property: Id(1)] double AgeMs,
    [property: Id(2)] bool Stale,
    [property: Id(3)] IReadOnlyDictionary<string, int> HandedOut);

/// <summary>Decides where tasks run. One activation in the cluster. Key: 0.</summary>
[Alias("IRouterGrain")]
public interface IRouterGrain : IGrainWithIntegerKey
{
    /// <summary>Decides, and books the slot it hands out until <see cref="Report"/> or <see cref="Release"/>.</summary>
    [Alias("Decide")]
    Task<DecisionResult> Decide(DecisionRequest request);

    /// <summary>The end of an attempt: frees the booked slot, feeds statistics and circuits.</summary>
    [OneWay, Alias("Report")]
    Task Report(Guid taskId, AttemptOutcome outcome);

    /// <summary>Frees the booked slot without an outcome.</summary>
    [OneWay, Alias("Release")]
    Task Release(Guid taskId);

    /// <summary>Takes a caller's rating of an answer: feeds the quality expected of the model, and of the target, for tasks of this type.</summary>
    /// <param name="target">Where the answer came from.</param>
    /// <param name="model">The model that gave it.</param>
    /// <param name="type">The task's type.</param>
    /// <param name="score">0 (useless) to 1.</param>
    [OneWay, Alias("Feedback")]
    Task Feedback(ComputeTarget target, string model, TaskType type, double score);

    /// <summary>Takes a silo's telemetry.</summary>
    [OneWay, Alias("Publish")]
    Task Publish(SiloSnapshot snapshot);

    /// <summary>Every silo the router knows.</summary>
    [Alias("Silos")]
    Task<IReadOnlyList<SiloStatus>> Silos();

    /// <summary>What would be decided for this task now, taken apart, without running it.</summary>
    [Alias("Explain")]
    Task<DecisionExplanation> Explain(TaskSubmission submission);

    [Alias("GetPolicy")]
    Task<PolicyStatus> GetPolicy();

    /// <summary>Creates or replaces one rule; the whole policy is validated before it takes effect.</summary>
    [Alias("PutRule")]
    Task<PolicyChangeResult> PutRule(RoutingRule rule);

    [Alias("DeleteRule")]
    Task<PolicyChangeResult> DeleteRule(string name);

    [Alias("GetStage")]
    Task<RoutingStage> GetStage();

    /// <summary>Changes the stage for the whole cluster, durably.</summary>
    [Alias("SetStage")]
    Task SetStage(RoutingStage stage);

    /// <summary>Takes over the model and the weights that are stored as those in use.</summary>
    [Alias("ReloadLearned")]
    Task ReloadLearned();

    /// <summary>Tries a candidate policy or stage beside the active one; replaces a trial before.</summary>
    [Alias("StartTrial")]
    Task<TrialChange> StartTrial(TrialRequest request);

    /// <summary>The trial; null when there is none.</summary>
    [Alias("GetTrial")]
    Task<TrialStatus?> GetTrial();

    /// <summary>Ends the trial; false when there is none.</summary>
    [Alias("EndTrial")]
    Task<bool> EndTrial();
}
