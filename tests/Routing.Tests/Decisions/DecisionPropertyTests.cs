using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Orchestrator.Routing.Tests.Decisions;

/// <summary>What holds for every policy, cluster and task.</summary>
public sealed class DecisionPropertyTests
{
    private static readonly (string Key, object Value)[] Conditions =
    [
        ("priority", "URGENT"), ("priority_gte", "HIGH"), ("priority_not", "LOW"), ("task_type_in", new[] { "CHAT", "REASONING" }), ("is_batch", true),
        ("complexity_score_gt", 0.5), ("estimated_tokens_lte", 500), ("gpu_available", true), ("gpu_utilization_lt", 50), ("queue_depth_cpu_gte", 1), ("hour_of_day_gt", 6),
    ];

    private sealed record Case(RoutingPolicy Policy, ClusterView View, TaskProfile Profile, DecisionConstraints Constraints, RoutingStage Stage);

    private static Gen<Case> Cases { get; } =
        from rules in Gen.ListOf(
            from target in Gen.Elements(TargetSet.All.ToArray())
            from conditions in Gen.NonEmptyListOf(Gen.Elements(Conditions))
            select (target, conditions: conditions.DistinctBy(condition => condition.Key).ToArray()))
        from engines in Gen.ListOf(
            from target in Gen.Elements(TargetSet.All.ToArray())
            from healthy in Gen.Elements(true, true, true, false)
            from slots in Gen.Choose(1, 4)
            from context in Gen.Elements(512, 4096, 100_000)
            from outstanding in Gen.Choose(0, 8)
            from stale in Gen.Elements(false, false, false, true)
            from load in Gen.Choose(0, 100)
            select (target, healthy, slots, context, outstanding, stale, load))
        from type in Gen.Elements(Enum.GetValues<TaskType>())
        from priority in Gen.Elements(Enum.GetValues<TaskPriority>())
        from batch in Gen.Elements(true, false)
        from complexity in Gen.Choose(0, 100)
        from input in Gen.Choose(1, 20_000)
        from cap in Gen.Choose(0, 3000)
        from latency in Gen.Choose(0, 20_000)
        from excluded in Gen.Choose(0, 15)
        from pinned in Gen.Choose(0, 7)
        from stage in Gen.Elements(Enum.GetValues<RoutingStage>())
        select new Case(
            Make.Policy([.. rules.Select((rule, i) => Make.Rule($"rule_{i}", i, rule.target, [.. rule.conditions.Select(condition => (condition.Key, (object?)condition.Value))]))]),
            ClusterView.Build(
                [.. engines.Select((engine, i) => Make.Load(
                    Make.Silo($"silo{i}", engine.load, engine.load, false, Make.Engine(engine.target, "engine", engine.slots, engine.healthy, engine.context)),
                    engine.stale,
                    ("engine", new EngineLoad(engine.outstanding))))],
                new ViewSettings()),
            Make.Profile(type, priority, batch, complexity / 100.0, input, 100),
            new DecisionConstraints(
                pinned < 4 ? (ComputeTarget)pinned : null, null, cap < 1500 ? null : cap / 1_000_000m, latency < 10_000 ? null : latency, new TargetSet((byte)excluded)),
            stage);

    private static DecisionResult Decide(Case given) => new DecisionEngine().Decide(
        Make.Inputs(given.Profile, given.View, given.Policy, given.Constraints, given.Stage));

    private static Property ForAll(Func<Case, DecisionResult, bool> holds) => Prop.ForAll(Cases.ToArbitrary(), given => holds(given, Decide(given)));

    [Property(MaxTest = 300)]
    public Property A_decision_never_names_an_unavailable_target() => ForAll((given, result) =>
    {
        if (result.Decision is not { } decision)
            return true;
        var engine = given.View.Find(decision.Silo, decision.Engine);
        return engine is { Unusable: null }
            && engine.Target == decision.Target
            && engine.ModelFor(given.Profile.Type) == decision.Model
            && engine.ContextTokens >= given.Profile.EstimatedTokens
            && !given.Constraints.Excluded.Contains(decision.Target)
            && (given.Constraints.Target ?? decision.Target) == decision.Target
            && decision.Candidates[(int)decision.Target].ExcludedBecause is null;
    });

    [Property(MaxTest = 80)]
    public Property Exactly_one_rule_wins_and_it_matches() => ForAll((given, result) =>
    {
        var explanation = new DecisionEngine().Explain(Make.Inputs(given.Profile, given.View, given.Policy, given.Constraints, given.Stage));
        var chosen = explanation.Rules.Where(rule => rule.Chosen).ToArray();
        return result.Decision is { Stage: DecisionStage.RuleBased }
            ? chosen.Length == 1 && chosen[0].Matched && chosen[0].Name == result.Decision.Rule
            : chosen.Length == 0;
    });

    [Property(MaxTest = 40)]
    public Property Some_rule_always_matches() => ForAll((given, _) =>
        new DecisionEngine().Explain(Make.Inputs(given.Profile, given.View, given.Policy)).Rules.Any(rule => rule.Matched));

    [Property(MaxTest = 200)]
    public Property No_decision_means_that_every_target_is_out() => ForAll((_, result) =>
        result.Decision is not null ? result.Failure is null : result is { Failure: not null, Detail: not null });

    [Property(MaxTest = 200)]
    public Property The_same_inputs_give_the_same_decision() => ForAll((given, result) => Decide(given).Decision?.Reasoning == result.Decision?.Reasoning);

    [Property(MaxTest = 200)]
    public Property An_estimate_never_exceeds_the_cap() => ForAll((given, result) =>
        result.Decision is not { } decision || given.Constraints.MaxCostUsd is not { } cap || decision.EstimatedCostUsd <= cap);
}
