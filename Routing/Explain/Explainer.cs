namespace Orchestrator.Routing;

/// <summary>Takes a decision apart.</summary>
internal static class Explainer
{
    public static DecisionExplanation Explain(DecisionEngine engine, in DecisionInputs inputs)
    {
        var facts = RuleFacts.Gather(inputs.Profile, inputs.View.Figures, inputs.Now);
        var candidates = new Candidate[TargetSet.All.Count];
        var result = engine.DecideOn(inputs, facts, candidates);
        var values = new FactValue[RuleFields.All.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = new FactValue(RuleFields.All[i].Name, RuleFields.Write((RuleField)i, facts[(RuleField)i]));
        var probabilities = candidates
            .Where(candidate => candidate.SuccessWithinSla is not null)
            .ToDictionary(candidate => WireNames.Of(candidate.Target), candidate => candidate.SuccessWithinSla!.Value);
        return new DecisionExplanation(
            inputs.Profile, inputs.Stage, values, Rules(inputs, facts, result), result, probabilities, Counterfactuals.Find(engine, inputs, facts, result));
    }

    private static RuleTrace[] Rules(in DecisionInputs inputs, in RuleFacts facts, DecisionResult result)
    {
        var rules = inputs.Policy.Compiled;
        var traces = new RuleTrace[rules.Length];
        for (var i = 0; i < rules.Length; i++)
        {
            var (rule, source) = (rules[i], rules[i].Source);
            var conditions = new ConditionTrace[rule.Conditions.Length];
            for (var j = 0; j < conditions.Length; j++)
            {
                var condition = rule.Conditions[j];
                conditions[j] = new ConditionTrace(
                    condition.Source.Field,
                    RuleConditions.Symbol(condition.Source.Operator),
                    RuleConditions.Expected(condition.Source),
                    RuleFields.Write(condition.Field, facts[condition.Field]),
                    condition.Holds(facts));
            }

            var matched = rule.Matches(facts);
            var chosen = result.Decision?.Rule == source.Name;
            traces[i] = new RuleTrace(source.Name, source.PriorityOrder, source.Target, matched, chosen, matched && !chosen ? PassedOver(source, result) : null, conditions);
        }

        return traces;
    }

    private static string PassedOver(RoutingRule rule, DecisionResult result)
    {
        if (result.Decision is not { } decision)
            return "no target can take the task";
        if (decision.Stage != DecisionStage.RuleBased)
            return $"stage {WireNames.Of(decision.Stage)} decided";
        return decision.Candidates[(int)rule.Target].ExcludedBecause is { } reason ? $"{WireNames.Of(rule.Target)}: {reason}" : $"rule '{decision.Rule}' came first";
    }
}
