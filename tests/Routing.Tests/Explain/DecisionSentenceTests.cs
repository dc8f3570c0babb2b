namespace Orchestrator.Routing.Tests.Explain;

public sealed class DecisionSentenceTests
{
    private static string Sentence(TaskProfile profile, params (string Key, object? Value)[] conditions) =>
        Make.Decide(Make.Inputs(profile, policy: Make.Policy(Make.Rule("some_rule", 1, ComputeTarget.Cloud, conditions)))).Reasoning;

    [Fact]
    public void A_rule_is_told_with_what_each_condition_saw() => Assert.Equal(
        "Rule 'urgent_complex_cloud' matched: priority=URGENT, complexity_score=0.85 > 0.6",
        Make.Decide(Make.Inputs(
            Make.Profile(TaskType.Reasoning, TaskPriority.Urgent, complexity: 0.85),
            policy: Make.Policy(Make.Rule("urgent_complex_cloud", 10, ComputeTarget.Cloud, ("priority", "URGENT"), ("complexity_score_gt", 0.6))))).Reasoning);

    [Fact]
    public void Every_operator_has_its_sign() => Assert.Equal(
        "Rule 'some_rule' matched: complexity_score=0.5 >= 0.5, estimated_tokens=200 < 3000, latency_sensitivity=0.5 <= 0.5, task_type=CHAT is not EMBEDDING, "
        + "priority=HIGH in [HIGH, URGENT], is_batch=false, hour_of_day=12 > 6",
        Sentence(
            Make.Profile(priority: TaskPriority.High, complexity: 0.5),
            ("complexity_score_gte", 0.5), ("estimated_tokens_lt", 3000), ("latency_sensitivity_lte", 0.5), ("task_type_not", "EMBEDDING"),
            ("priority_in", new[] { "HIGH", "URGENT" }), ("is_batch", false), ("hour_of_day_gt", 6)));

    [Fact]
    public void A_catch_all_says_that_it_is_one() => Assert.Equal("Rule 'default_cpu' matched: no conditions", Make.Decide(Make.Inputs()).Reasoning);
}
