namespace Orchestrator.Routing;

/// <summary>What would have to differ for another target to be chosen: for each, the one or two smallest single changes, such as <c>GPU if gpu_utilization &lt;= 85 or priority=HIGH</c>.</summary>
internal static class Counterfactuals
{
    private const int ChangesPerTarget = 2;

    public static IReadOnlyList<string> Find(DecisionEngine engine, in DecisionInputs inputs, in RuleFacts facts, DecisionResult result)
    {
        var changes = new List<Change>();
        AddLimits(engine, inputs, facts, result, changes);
        if (result.Decision is { Stage: DecisionStage.RuleBased })
            AddFacts(engine, inputs, facts, changes);
        if (result.Decision is { Stage: DecisionStage.Scored } scored)
            AddTerms(scored, changes);
        return changes
            .Where(change => change.Target != result.Decision?.Target)
            .GroupBy(change => change.Target)
            .OrderBy(group => group.Min(change => change.Distance))
            .Select(group => $"{WireNames.Of(group.Key)} if {string.Join(" or ", group.OrderBy(change => change.Distance).Select(change => change.Text).Distinct().Take(ChangesPerTarget))}")
            .ToArray();
    }

    /// <summary>Lifts one limit after the other: the caller's caps, the overload thresholds.</summary>
    private static void AddLimits(DecisionEngine engine, in DecisionInputs inputs, in RuleFacts facts, DecisionResult result, List<Change> changes)
    {
        var constraints = inputs.Constraints;
        if (constraints.MaxCostUsd is not null && Decide(engine, inputs with { Constraints = constraints with { MaxCostUsd = null } }, facts) is { } dearer
            && dearer.EstimatedCostUsd > constraints.MaxCostUsd)
            changes.Add(new(dearer.Target, 0.1, $"max_cost_usd >= {Figures.Usd(dearer.EstimatedCostUsd)}"));
        if (constraints.MaxLatencyMs is not null && Decide(engine, inputs with { Constraints = constraints with { MaxLatencyMs = null } }, facts) is { } slower)
            changes.Add(new(slower.Target, 0.1, FormattableString.Invariant($"max_latency_ms >= {Math.Ceiling(slower.EstimatedLatencyMs)}")));
        if (result.Decision is null || result.Decision.Stage == DecisionStage.Pinned)
            return;
        foreach (var engineState in inputs.View.Engines.Where(state => state is { Overloaded: true, Unusable: null }).DistinctBy(state => state.Target).ToArray())
        {
            var gpu = engineState.Target == ComputeTarget.Gpu;
            var settings = inputs.View.Settings;
            var calm = inputs with { View = inputs.View.WithoutOverload(engineState.Target) };
            if (Decide(engine, calm, facts) is { } decision && decision.Target == engineState.Target)
                changes.Add(new(engineState.Target, 0.05, $"{(gpu ? "gpu_utilization" : "cpu_utilization")} <= {Figures.Write(gpu ? settings.GpuOverloadPercent : settings.CpuOverloadPercent)}"));
        }
    }

    /// <summary>Moves one fact after the other across every boundary the policy draws on it.</summary>
    private static void AddFacts(DecisionEngine engine, in DecisionInputs inputs, in RuleFacts facts, List<Change> changes)
    {
        foreach (var field in RuleFields.All)
        {
            var now = facts[field.Field];
            var boundaries = inputs.Policy.Compiled
                .SelectMany(rule => rule.Conditions).Where(condition => condition.Field == field.Field).SelectMany(condition => condition.Values).Distinct().ToArray();
            foreach (var probe in Probes(field, boundaries))
            {
                if (probe.Value == now)
                    continue;
                var changed = facts;
                changed[field.Field] = probe.Value;
                if (Decide(engine, inputs, changed) is { } decision)
                    changes.Add(new(decision.Target, Distance(field, now, probe.Value), $"{field.Name}{probe.Relation(now)}"));
            }
        }
    }

    /// <summary>How far each other candidate's largest term would have to fall.</summary>
    private static void AddTerms(RoutingDecision decision, List<Change> changes)
    {
        var best = decision.Candidates[(int)decision.Target].Score ?? 0;
        foreach (var candidate in decision.Candidates.Where(candidate => candidate.ExcludedBecause is null && candidate.Score > best))
        {
            var gap = candidate.Score!.Value - best;
            var term = candidate.Terms.MaxBy(term => term.Weight * term.Value);
            if (term.Weight * term.Value > gap)
                changes.Add(new(candidate.Target, gap, $"its {term.Name} term were below {Figures.Write(term.Value - (gap / term.Weight))} (now {Figures.Write(term.Value)})"));
        }
    }

    private static IEnumerable<Probe> Probes(RuleFieldInfo field, double[] boundaries)
    {
        if (boundaries.Length == 0)
            return [];
        if (field.Kind != RuleFieldKind.Number)
        {
            var count = field.Kind switch { RuleFieldKind.Flag => 2, RuleFieldKind.Priority => Enum.GetValues<TaskPriority>().Length, _ => Enum.GetValues<TaskType>().Length };
            return Enumerable.Range(0, count).Select(value => new Probe(value, "=", RuleFields.Write(field.Field, value)));
        }

        var step = field.Maximum <= 1 ? 1e-6 : 1e-3;
        return boundaries.SelectMany(value => new[] { new Probe(value, "", Figures.Write(value)), new Probe(value - step, "<", Figures.Write(value)), new Probe(value + step, ">", Figures.Write(value)) });
    }

    private static double Distance(RuleFieldInfo field, double from, double to) => field.Kind switch
    {
        RuleFieldKind.Flag => 0.5,
        RuleFieldKind.TaskType => 1,
        RuleFieldKind.Priority => Math.Abs(to - from) / 4,
        _ => Math.Abs(to - from) / (field.Maximum <= 100 ? field.Maximum - field.Minimum : Math.Max(1, Math.Max(from, to))),
    };

    private static RoutingDecision? Decide(DecisionEngine engine, in DecisionInputs inputs, in RuleFacts facts) =>
        engine.DecideOn(inputs, facts, new Candidate[TargetSet.All.Count]).Decision;

    private sealed record Change(ComputeTarget Target, double Distance, string Text);

    private sealed record Probe(double Value, string Sign, string Written)
    {
        /// <summary>A boundary itself is reached from below or from above, which decides how the change is said.</summary>
        public string Relation(double now) => Sign switch
        {
            "=" => $"={Written}",
            "" => now < Value ? $" >= {Written}" : $" <= {Written}",
            _ => $" {Sign} {Written}",
        };
    }
}
