namespace Orchestrator.Routing.Tests.Explain;

public sealed class ExplainerTests
{
    private static readonly RoutingPolicy Policy = Make.Policy(
        Make.Rule("urgent_complex_cloud", 10, ComputeTarget.Cloud, ("priority", "URGENT"), ("complexity_score_gt", 0.6)),
        Make.Rule("high_gpu", 20, ComputeTarget.Gpu, ("priority_gte", "HIGH")));

    private static DecisionExplanation Explain(TaskProfile profile, ClusterView? view = null, DecisionConstraints? constraints = null, RoutingStage stage = RoutingStage.Rule) =>
        new DecisionEngine().Explain(Make.Inputs(profile, view, Policy, constraints, stage));

    [Fact]
    public void Every_rule_is_told_with_its_verdicts()
    {
        var rules = Explain(Make.Profile(priority: TaskPriority.Urgent, complexity: 0.4)).Rules;
        Assert.Equal(
            ["urgent_complex_cloud False False ", "high_gpu True True ", "default_cpu True False rule 'high_gpu' came first"],
            rules.Select(rule => $"{rule.Name} {rule.Matched} {rule.Chosen} {rule.PassedOverBecause}"));
        Assert.Equal(
            [new ConditionTrace("priority", "=", "URGENT", "URGENT", true), new ConditionTrace("complexity_score", ">", "0.6", "0.4", false)],
            rules[0].Conditions);
    }

    [Fact]
    public void A_rule_whose_target_is_out_says_why() => Assert.Equal(
        "GPU: no engine is configured for it",
        Explain(Make.Profile(priority: TaskPriority.High), Make.View(ComputeTarget.Cpu)).Rules[1].PassedOverBecause);

    [Fact]
    public void Facts_are_listed_in_the_order_of_the_fields()
    {
        var explanation = Explain(Make.Profile());
        Assert.Equal(RuleFields.Names, explanation.Facts.Select(fact => fact.Field));
        Assert.Contains(new FactValue("priority", "NORMAL"), explanation.Facts);
    }

    [Fact]
    public void It_explains_the_decision_that_would_be_taken() => Assert.Equal(
        Make.Decide(Make.Inputs(policy: Policy)).Reasoning, Explain(Make.Profile()).Result.Decision!.Reasoning);

    [Fact]
    public void Another_priority_would_lead_to_another_target() =>
        Assert.Contains("GPU if priority=HIGH or priority=URGENT", Explain(Make.Profile()).Counterfactuals);

    [Fact]
    public void Less_complexity_would_lead_to_another_target() =>
        Assert.Contains("GPU if complexity_score <= 0.6 or complexity_score < 0.6 or priority=HIGH".Split(" or ")[0], string.Join('\n', Explain(Make.Profile(priority: TaskPriority.Urgent, complexity: 0.7)).Counterfactuals), StringComparison.Ordinal);

    [Fact]
    public void A_calmer_gpu_would_be_taken() => Assert.Contains(
        Explain(Make.Profile(priority: TaskPriority.High), Make.View(20, 92, ComputeTarget.Gpu, ComputeTarget.Cpu)).Counterfactuals,
        sentence => sentence.StartsWith("GPU if gpu_utilization <= 85", StringComparison.Ordinal));

    [Fact]
    public void A_higher_cap_would_allow_the_cloud() => Assert.Contains(
        Explain(Make.Profile(priority: TaskPriority.Urgent, complexity: 0.8), constraints: DecisionConstraints.None with { MaxCostUsd = 0.0001m }).Counterfactuals,
        sentence => sentence.StartsWith("CLOUD if max_cost_usd >= 0.00028", StringComparison.Ordinal));

    [Fact]
    public void A_longer_limit_would_allow_the_slower_target() => Assert.Contains(
        Explain(Make.Profile(output: 200), constraints: DecisionConstraints.None with { MaxLatencyMs = 5000 }).Counterfactuals,
        sentence => sentence.StartsWith("CPU if max_latency_ms >= ", StringComparison.Ordinal));

    [Fact]
    public void A_scored_decision_says_what_the_others_lack() => Assert.Contains(
        Explain(Make.Profile(), stage: RoutingStage.Scored).Counterfactuals,
        sentence => sentence.StartsWith("CLOUD if its cost term were below ", StringComparison.Ordinal));

    [Fact]
    public void Explaining_books_nothing()
    {
        var view = Make.Everything;
        Explain(Make.Profile(), view);
        Assert.All(view.Engines, engine => Assert.Equal(0, engine.Outstanding));
    }

    [Fact]
    public void A_failure_is_explained_too()
    {
        var explanation = Explain(Make.Profile(), ClusterView.Empty);
        Assert.Equal(DecisionFailure.NoTargetAvailable, explanation.Result.Failure);
        Assert.Contains(explanation.Rules, rule => rule.PassedOverBecause == "no target can take the task");
    }
}
