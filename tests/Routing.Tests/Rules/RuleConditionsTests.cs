using System.Text.Json;

namespace Orchestrator.Routing.Tests.Rules;

public sealed class RuleConditionsTests
{
    [Fact]
    public void Json_of_the_api_becomes_conditions()
    {
        using var json = JsonDocument.Parse("""{ "priority": "URGENT", "complexity_score_gt": 0.6, "is_batch": false, "task_type_in": ["CHAT", "REASONING"] }""");
        var conditions = RuleConditions.FromPairs(json.RootElement.EnumerateObject().Select(property => (property.Name, (object?)property.Value)));
        Assert.Equal(
            ["priority = URGENT", "complexity_score > 0.6", "is_batch = false", "task_type in [CHAT, REASONING]"],
            conditions.Select(condition => $"{condition.Field} {RuleConditions.Symbol(condition.Operator)} {RuleConditions.Expected(condition)}"));
    }

    [Theory]
    [InlineData("priority")]
    [InlineData("priority_not")]
    [InlineData("complexity_score_gt")]
    [InlineData("complexity_score_gte")]
    [InlineData("ram_percent_lt")]
    [InlineData("queue_depth_gpu_lte")]
    [InlineData("hour_of_day_in")]
    public void A_key_is_written_as_it_was_read(string key) => Assert.Equal(key, RuleConditions.Key(RuleConditions.FromPair(key, "1")));

    [Fact]
    public void Values_of_any_kind_become_invariant_text() => Assert.Equal(
        ["0.5", "true", "12", "text"],
        RuleConditions.FromPair("hour_of_day_in", new object[] { 0.5, true, 12L, "text" }).Values);
}
