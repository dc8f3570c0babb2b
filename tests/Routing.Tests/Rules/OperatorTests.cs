namespace Orchestrator.Routing.Tests.Rules;

public sealed class OperatorTests
{
    private static bool Holds(string key, object value, RuleField field, double fact)
    {
        var condition = RuleCompiler.Compile(RuleConditions.FromPair(key, value));
        var facts = default(RuleFacts);
        facts[field] = fact;
        return condition.Holds(facts);
    }

    [Theory]
    [InlineData("complexity_score", 0.5, true)]
    [InlineData("complexity_score", 0.6, false)]
    [InlineData("complexity_score_not", 0.5, false)]
    [InlineData("complexity_score_not", 0.6, true)]
    [InlineData("complexity_score_gt", 0.5, false)]
    [InlineData("complexity_score_gt", 0.4, true)]
    [InlineData("complexity_score_gte", 0.5, true)]
    [InlineData("complexity_score_gte", 0.6, false)]
    [InlineData("complexity_score_lt", 0.5, false)]
    [InlineData("complexity_score_lt", 0.6, true)]
    [InlineData("complexity_score_lte", 0.5, true)]
    [InlineData("complexity_score_lte", 0.4, false)]
    public void Numbers_take_every_operator(string key, double value, bool holds) => Assert.Equal(holds, Holds(key, value, RuleField.ComplexityScore, 0.5));

    [Theory]
    [InlineData("priority", "HIGH", true)]
    [InlineData("priority", "LOW", false)]
    [InlineData("priority_not", "LOW", true)]
    [InlineData("priority_not", "HIGH", false)]
    [InlineData("priority_gt", "NORMAL", true)]
    [InlineData("priority_gt", "HIGH", false)]
    [InlineData("priority_gte", "HIGH", true)]
    [InlineData("priority_gte", "URGENT", false)]
    [InlineData("priority_lt", "URGENT", true)]
    [InlineData("priority_lt", "HIGH", false)]
    [InlineData("priority_lte", "HIGH", true)]
    [InlineData("priority_lte", "NORMAL", false)]
    public void Priorities_are_ordered(string key, string value, bool holds) => Assert.Equal(holds, Holds(key, value, RuleField.Priority, (int)TaskPriority.High));

    [Theory]
    [InlineData("is_batch", "true", true)]
    [InlineData("is_batch", "false", false)]
    [InlineData("is_batch_not", "true", false)]
    [InlineData("is_batch_not", "false", true)]
    public void Flags_are_equal_or_not(string key, string value, bool holds) => Assert.Equal(holds, Holds(key, value, RuleField.IsBatch, 1));

    [Theory]
    [InlineData("task_type", "CHAT", true)]
    [InlineData("task_type", "REASONING", false)]
    [InlineData("task_type_not", "REASONING", true)]
    [InlineData("task_type_not", "CHAT", false)]
    public void Task_types_are_equal_or_not(string key, string value, bool holds) => Assert.Equal(holds, Holds(key, value, RuleField.TaskType, (int)TaskType.Chat));

    [Fact]
    public void A_list_holds_when_one_of_it_does()
    {
        Assert.True(Holds("task_type_in", new[] { "CHAT", "REASONING" }, RuleField.TaskType, (int)TaskType.Reasoning));
        Assert.False(Holds("task_type_in", new[] { "CHAT", "REASONING" }, RuleField.TaskType, (int)TaskType.Embedding));
        Assert.True(Holds("priority_in", new[] { "LOW", "HIGH" }, RuleField.Priority, (int)TaskPriority.High));
        Assert.True(Holds("hour_of_day_in", new object[] { 1, 2, 3 }, RuleField.HourOfDay, 2));
        Assert.False(Holds("hour_of_day_in", new object[] { 1, 2, 3 }, RuleField.HourOfDay, 4));
    }

    /// <summary>Every operator on every field: either it compiles and does what it says for a value below, at and above, or the validator refuses it.</summary>
    [Fact]
    public void Every_field_takes_exactly_the_operators_of_its_kind()
    {
        foreach (var field in RuleFields.All)
        foreach (var comparison in Enum.GetValues<RuleOperator>())
        {
            var literal = field.Kind switch { RuleFieldKind.Flag => "true", RuleFieldKind.Priority => "NORMAL", RuleFieldKind.TaskType => "SUMMARIZATION", _ => "1" };
            var condition = new RuleCondition(field.Name, comparison, [literal]);
            var rule = new RoutingRule("some_rule", 1, [condition], ComputeTarget.Gpu, 1, null, true, "file");
            var errors = PolicyValidator.Validate([rule, Make.Rule("rest", 2, ComputeTarget.Cpu)]).Errors;
            if (!PolicyValidator.Allows(field.Kind, comparison))
            {
                Assert.Contains(errors, error => error.Message.Contains("does not apply", StringComparison.Ordinal));
                continue;
            }

            Assert.Empty(errors);
            var compiled = RuleCompiler.Compile(condition);
            var facts = default(RuleFacts);
            var (below, at, above) = comparison switch
            {
                RuleOperator.Equal or RuleOperator.In => (false, true, false),
                RuleOperator.Not => (true, false, true),
                RuleOperator.GreaterThan => (false, false, true),
                RuleOperator.GreaterOrEqual => (false, true, true),
                RuleOperator.LessThan => (true, false, false),
                _ => (true, true, false),
            };
            facts[field.Field] = 0;
            Assert.Equal(below, compiled.Holds(facts));
            facts[field.Field] = 1;
            Assert.Equal(at, compiled.Holds(facts));
            facts[field.Field] = 2;
            Assert.Equal(above, compiled.Holds(facts));
        }
    }
}
