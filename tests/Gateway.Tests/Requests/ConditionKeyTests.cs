namespace Orchestrator.Gateway.Tests;

public sealed class ConditionKeyTests
{
    [Theory]
    [InlineData("priority", "priority", RuleOperator.Equal)]
    [InlineData("priority_not", "priority", RuleOperator.Not)]
    [InlineData("complexity_score_gt", "complexity_score", RuleOperator.GreaterThan)]
    [InlineData("complexity_score_gte", "complexity_score", RuleOperator.GreaterOrEqual)]
    [InlineData("queue_depth_gpu_lt", "queue_depth_gpu", RuleOperator.LessThan)]
    [InlineData("hour_of_day_lte", "hour_of_day", RuleOperator.LessOrEqual)]
    [InlineData("task_type_in", "task_type", RuleOperator.In)]
    public void A_key_is_a_field_and_a_comparison(string key, string field, RuleOperator comparison)
    {
        Assert.Equal((field, comparison), ConditionKey.Parse(key));
        Assert.Equal(key, ConditionKey.Of(new RuleCondition(field, comparison, [])));
    }

    [Theory]
    [InlineData("complexity_gt")]
    [InlineData("priority_like")]
    public void Another_key_is_refused_with_a_hint(string key)
    {
        Assert.Null(ConditionKey.Parse(key));
        Assert.StartsWith("is not a condition", ConditionKey.Explain(key), StringComparison.Ordinal);
    }
}
