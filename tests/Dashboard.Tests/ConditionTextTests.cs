using Orchestrator.Routing;

namespace Orchestrator.Dashboard.Tests;

/// <summary>Conditions are read as the rule table writes them.</summary>
public sealed class ConditionTextTests
{
    public static TheoryData<string, string, RuleOperator, string[]> Lines() => new()
    {
        { "complexity_score > 0.6", "complexity_score", RuleOperator.GreaterThan, ["0.6"] },
        { "gpu_utilization<=85", "gpu_utilization", RuleOperator.LessOrEqual, ["85"] },
        { "cpu_utilization ≥ 90", "cpu_utilization", RuleOperator.GreaterOrEqual, ["90"] },
        { "priority != LOW", "priority", RuleOperator.Not, ["LOW"] },
        { "is_batch = true", "is_batch", RuleOperator.Equal, ["true"] },
        { "task_type in (CHAT, EMBEDDING)", "task_type", RuleOperator.In, ["CHAT", "EMBEDDING"] },
        { "task_type in CHAT,EMBEDDING", "task_type", RuleOperator.In, ["CHAT", "EMBEDDING"] },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_line_is_a_condition(string line, string field, RuleOperator comparison, string[] values)
    {
        var (conditions, problems) = ConditionText.Parse(line);
        Assert.Empty(problems);
        var condition = Assert.Single(conditions);
        Assert.Equal((field, comparison), (condition.Field, condition.Operator));
        Assert.Equal(values, condition.Values);
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void What_the_table_writes_reads_back_the_same(string line, string field, RuleOperator comparison, string[] values)
    {
        Assert.NotNull(line);
        var again = Assert.Single(ConditionText.Parse(RuleText.Condition(new RuleCondition(field, comparison, values))).Conditions);
        Assert.Equal((field, comparison), (again.Field, again.Operator));
        Assert.Equal(values, again.Values);
    }

    [Fact]
    public void Every_line_that_is_none_is_named()
    {
        var (conditions, problems) = ConditionText.Parse("complexity_score\n\npriority = URGENT\n> 3");
        Assert.Single(conditions);
        Assert.Equal(2, problems.Count);
        Assert.StartsWith("'complexity_score' is no condition", problems[0], StringComparison.Ordinal);
    }
}
