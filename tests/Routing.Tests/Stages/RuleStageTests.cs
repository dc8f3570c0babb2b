namespace Orchestrator.Routing.Tests.Stages;

public sealed class RuleStageTests
{
    [Fact]
    public void The_first_match_in_order_wins()
    {
        var policy = Make.Policy(
            Make.Rule("second", 20, ComputeTarget.Cloud, ("priority", "NORMAL")),
            Make.Rule("first", 10, ComputeTarget.Gpu, ("priority", "NORMAL")),
            Make.Rule("other", 5, ComputeTarget.Quantized, ("priority", "LOW")));
        var decision = Make.Decide(Make.Inputs(policy: policy));
        Assert.Equal(("first", ComputeTarget.Gpu, 0.9, DecisionStage.RuleBased, 1.0), (decision.Rule, decision.Target, decision.Confidence, decision.Stage, decision.Propensity));
    }

    [Fact]
    public void A_disabled_rule_is_not_tried()
    {
        var policy = Make.Policy(Make.Rule("off", 1, ComputeTarget.Gpu, ("priority", "NORMAL")) with { Enabled = false });
        Assert.Equal("default_cpu", Make.Decide(Make.Inputs(policy: policy)).Rule);
    }

    [Fact]
    public void A_rule_whose_target_is_out_is_passed_over_and_named()
    {
        var policy = Make.Policy(Make.Rule("urgent_gpu", 1, ComputeTarget.Gpu, ("priority", "URGENT")));
        var decision = Make.Decide(Make.Inputs(Make.Profile(priority: TaskPriority.Urgent), Make.View(ComputeTarget.Cpu, ComputeTarget.Cloud), policy));
        Assert.Equal(ComputeTarget.Cpu, decision.Target);
        Assert.Equal("Rule 'default_cpu' matched: no conditions; rule 'urgent_gpu' passed over: GPU is no candidate (no engine is configured for it)", decision.Reasoning);
    }

    [Fact]
    public void An_overloaded_target_is_passed_over()
    {
        var policy = Make.Policy(Make.Rule("gpu", 1, ComputeTarget.Gpu, ("priority", "NORMAL")));
        var decision = Make.Decide(Make.Inputs(view: Make.View(20, 92, ComputeTarget.Gpu, ComputeTarget.Cpu), policy: policy));
        Assert.Equal("Rule 'default_cpu' matched: no conditions; rule 'gpu' passed over: GPU overloaded: 92 % is above 85 %", decision.Reasoning);
    }

    [Fact]
    public void When_the_catch_alls_target_is_out_the_fallback_order_decides()
    {
        var decision = Make.Decide(Make.Inputs(view: Make.View(ComputeTarget.Gpu, ComputeTarget.Cloud)));
        Assert.Equal(ComputeTarget.Cloud, decision.Target);
        Assert.Equal("Rule 'default_cpu' matched: no conditions; CPU is no candidate (no engine is configured for it), the fallback order leads to CLOUD", decision.Reasoning);
    }

    [Fact]
    public void The_decision_names_policy_time_and_all_four_targets()
    {
        var decision = Make.Decide(Make.Inputs(view: Make.View(ComputeTarget.Cpu)));
        Assert.Equal(("v1", Make.Noon, "one:11111", "cpu", "some-model"), (decision.PolicyVersion, decision.DecidedAt, decision.Silo, decision.Engine, decision.Model));
        Assert.Equal(TargetSet.All, decision.Candidates.Select(candidate => candidate.Target));
    }
}
