namespace Orchestrator.Routing.Tests.Rules;

public sealed class PolicyValidatorTests
{
    private static readonly RoutingRule CatchAll = Make.Rule("default_cpu", 1000, ComputeTarget.Cpu);

    private static string Only(params RoutingRule[] rules) => Assert.Single(PolicyValidator.Validate(rules).Errors).ToString();

    private static string Warning(params RoutingRule[] rules)
    {
        var report = PolicyValidator.Validate(rules);
        Assert.Empty(report.Errors);
        return Assert.Single(report.Warnings).Message;
    }

    [Fact]
    public void An_unknown_field_is_named_with_the_nearest_one()
    {
        var error = Only(Make.Rule("a", 1, ComputeTarget.Gpu, ("prority", "HIGH")), CatchAll);
        Assert.StartsWith("rules[0].conditions.prority: unknown field 'prority'; did you mean 'priority'?; allowed: task_type, ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("is_batch_gt", "true", "'>' does not apply to is_batch, which takes '=', 'is not'")]
    [InlineData("task_type_lt", "CHAT", "'<' does not apply to task_type, which takes '=', 'is not', 'in'")]
    [InlineData("complexity_score_gt", "high", "'high' is not a number")]
    [InlineData("complexity_score_gt", "60", "60 is outside 0 to 1")]
    [InlineData("hour_of_day", "24", "24 is outside 0 to 23")]
    [InlineData("gpu_utilization_lt", "NaN", "'NaN' is not a number")]
    [InlineData("priority", "HIHG", "'HIHG' is not one of LOW, NORMAL, HIGH, URGENT; did you mean 'HIGH'?")]
    [InlineData("task_type", "chat", "'chat' is not one of CHAT, SUMMARIZATION, CLASSIFICATION, EMBEDDING, REASONING, BATCH_SUMMARIZATION; did you mean 'CHAT'?")]
    [InlineData("is_batch", "yes", "'yes' is not true or false")]
    public void A_bad_condition_is_refused(string key, string value, string message) =>
        Assert.Equal($"rules[0].conditions.{key}: {message}", Only(Make.Rule("a", 1, ComputeTarget.Gpu, (key, value)), CatchAll));

    [Fact]
    public void A_list_belongs_to_in() =>
        Assert.Contains("only 'priority_in' takes a list", Only(Make.Rule("a", 1, ComputeTarget.Gpu, ("priority", new[] { "HIGH", "LOW" })), CatchAll), StringComparison.Ordinal);

    [Fact]
    public void A_condition_without_value_is_refused() =>
        Assert.Contains("has no value", Only(Make.Rule("a", 1, ComputeTarget.Gpu, ("priority", null)), CatchAll), StringComparison.Ordinal);

    [Fact]
    public void Names_are_unique() =>
        Assert.Equal("rules[1].name: a is used already", Only(Make.Rule("a", 1, ComputeTarget.Gpu, ("is_batch", true)), Make.Rule("a", 2, ComputeTarget.Gpu, ("priority", "LOW")), CatchAll));

    [Fact]
    public void Orders_are_unique() =>
        Assert.Equal("rules[1].priority_order: 1 is used already by rule 'a'", Only(Make.Rule("a", 1, ComputeTarget.Gpu, ("is_batch", true)), Make.Rule("b", 1, ComputeTarget.Gpu, ("priority", "LOW")), CatchAll));

    [Theory]
    [InlineData("Upper")]
    [InlineData("with-dash")]
    [InlineData("1st")]
    [InlineData("")]
    [InlineData("line\n")]
    public void A_name_has_a_form(string name) =>
        Assert.Contains("lower_snake_case", Only(Make.Rule(name, 1, ComputeTarget.Gpu, ("is_batch", true)), CatchAll), StringComparison.Ordinal);

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void Confidence_is_a_share(double confidence) => Assert.Contains("confidence", Only(CatchAll with { Confidence = confidence }), StringComparison.Ordinal);

    [Theory]
    [InlineData(-1)]
    [InlineData(1_000_001)]
    public void Order_has_a_range(int order) =>
        Assert.Contains("is outside 0 to 1000000", string.Join('\n', PolicyValidator.Validate([Make.Rule("a", order, ComputeTarget.Gpu, ("is_batch", true)), CatchAll]).Errors), StringComparison.Ordinal);

    [Fact]
    public void A_policy_needs_a_catch_all() => Assert.Contains("there is no catch-all", Only(Make.Rule("a", 1, ComputeTarget.Gpu, ("is_batch", true))), StringComparison.Ordinal);

    [Fact]
    public void A_disabled_catch_all_does_not_count() => Assert.Contains("there is no catch-all", Only(CatchAll with { Enabled = false }), StringComparison.Ordinal);

    [Fact]
    public void The_catch_all_is_last() =>
        Assert.Contains("'batch' on, could never decide", Only(CatchAll with { PriorityOrder = 1 }, Make.Rule("batch", 2, ComputeTarget.Gpu, ("is_batch", true))), StringComparison.Ordinal);

    [Fact]
    public void Every_error_is_reported_at_once() =>
        Assert.Equal(4, PolicyValidator.Validate([Make.Rule("Bad", -1, ComputeTarget.Gpu, ("nothing", 1), ("is_batch_in", "true")), CatchAll]).Errors.Count);

    [Fact]
    public void An_invalid_policy_does_not_compile() =>
        Assert.Single(Assert.Throws<PolicyException>(() => RoutingPolicy.Compile("v", [], PolicySettings.Default)).Errors);

    [Fact]
    public void A_narrower_rule_after_a_wider_one_is_shadowed() => Assert.Contains(
        "rule 'b' is shadowed: 'a' (1)",
        Warning(Make.Rule("a", 1, ComputeTarget.Gpu, ("priority_gte", "HIGH")), Make.Rule("b", 2, ComputeTarget.Cloud, ("priority", "URGENT"), ("complexity_score_gt", 0.5)), CatchAll), StringComparison.Ordinal);

    [Fact]
    public void A_contradiction_can_never_match() => Assert.Contains(
        "rule 'a' can never match: its conditions on complexity_score contradict each other",
        Warning(Make.Rule("a", 1, ComputeTarget.Gpu, ("complexity_score_gt", 0.6), ("complexity_score_lte", 0.6)), CatchAll), StringComparison.Ordinal);

    [Fact]
    public void Numeric_ranges_are_compared_with_their_open_ends()
    {
        Assert.Contains("'b' is shadowed", Warning(Make.Rule("a", 1, ComputeTarget.Gpu, ("complexity_score_gte", 0.6)), Make.Rule("b", 2, ComputeTarget.Cloud, ("complexity_score_gt", 0.6)), CatchAll), StringComparison.Ordinal);
        Assert.Empty(PolicyValidator.Validate([Make.Rule("a", 1, ComputeTarget.Gpu, ("complexity_score_gt", 0.6)), Make.Rule("b", 2, ComputeTarget.Cloud, ("complexity_score_gte", 0.6)), CatchAll]).Warnings);
    }

    [Fact]
    public void Rules_that_only_overlap_are_fine() => Assert.Empty(PolicyValidator.Validate(
        [Make.Rule("a", 1, ComputeTarget.Gpu, ("priority", "URGENT")), Make.Rule("b", 2, ComputeTarget.Cloud, ("complexity_score_gt", 0.5)), CatchAll]).Warnings);

    [Fact]
    public void All_values_of_a_flag_together_are_seen() => Assert.Contains(
        "'b' is shadowed",
        Warning(Make.Rule("a", 1, ComputeTarget.Gpu, ("task_type_not", "CHAT")), Make.Rule("b", 2, ComputeTarget.Cloud, ("task_type_in", new[] { "REASONING", "EMBEDDING" })), CatchAll), StringComparison.Ordinal);
}
