namespace Orchestrator.Routing;

/// <summary>A decision taken apart, without running the task: what was known, what each rule said, what each target looked like.</summary>
/// <param name="Profile">What the analysis found.</param>
/// <param name="Stage">The stage that is active.</param>
/// <param name="Facts">Every rule field with its value at this moment, in the order of <see cref="RuleFields"/>.</param>
/// <param name="Rules">Every rule in order, with each condition's verdict.</param>
/// <param name="Result">What would be decided now.</param>
/// <param name="Probabilities">Stage ml: probability per target that it succeeds within the SLA, by wire name; empty otherwise.</param>
/// <param name="Counterfactuals">What would have to differ for another target to be chosen, one sentence each.</param>
public sealed record DecisionExplanation(
    TaskProfile Profile,
    RoutingStage Stage,
    IReadOnlyList<FactValue> Facts,
    IReadOnlyList<RuleTrace> Rules,
    DecisionResult Result,
    IReadOnlyDictionary<string, double> Probabilities,
    IReadOnlyList<string> Counterfactuals);

/// <summary>A rule field and its value, written as a policy would write it.</summary>
public readonly record struct FactValue(string Field, string Value);

/// <summary>What one rule said of one task.</summary>
/// <param name="Name">The rule.</param>
/// <param name="PriorityOrder">Its order.</param>
/// <param name="Target">Where it sends.</param>
/// <param name="Matched">True when every condition held.</param>
/// <param name="Chosen">True for the rule that decided.</param>
/// <param name="PassedOverBecause">Why it did not decide though it matched, such as its target being no candidate; null otherwise.</param>
/// <param name="Conditions">Each condition with its verdict.</param>
public sealed record RuleTrace(
    string Name,
    int PriorityOrder,
    ComputeTarget Target,
    bool Matched,
    bool Chosen,
    string? PassedOverBecause,
    IReadOnlyList<ConditionTrace> Conditions);

/// <summary>One condition's verdict, such as <c>complexity_score = 0.85</c> against <c>&gt; 0.6</c>.</summary>
public sealed record ConditionTrace(string Field, string Operator, string Expected, string Actual, bool Passed);
