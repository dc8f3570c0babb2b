using Orchestrator.Routing;

namespace Orchestrator.Configuration.Tests;

public sealed class PolicyTextTests
{
    [Theory]
    [InlineData("Nobody waits.")]
    [InlineData("A colon: a # hash, \"quotes\", {braces} and a back\\slash")]
    [InlineData("- starts like a list")]
    [InlineData("true")]
    [InlineData(" two\nlines ")]
    [InlineData("Grüße, 你好")]
    public void A_rule_reads_back_as_it_was_whatever_its_description(string description)
    {
        var rule = new RoutingRule(
            "night_batch", 30,
            [new("is_batch", RuleOperator.Equal, ["true"]), new("complexity_score", RuleOperator.LessOrEqual, ["0.6"]), new("task_type", RuleOperator.In, ["CHAT", "EMBEDDING"])],
            ComputeTarget.Quantized, 0.85, description, false, "file");
        var last = new RoutingRule("rest", 1000, [], ComputeTarget.Cpu, 1, null, true, "file");

        var document = PolicyFile.Parse(PolicyText.Of([rule, last]));

        Assert.Empty(document.Errors);
        Assert.Equivalent(new[] { rule, last }, document.Rules, strict: true);
    }
}
