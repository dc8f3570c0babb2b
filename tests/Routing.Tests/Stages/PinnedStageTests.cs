namespace Orchestrator.Routing.Tests.Stages;

public sealed class PinnedStageTests
{
    private static DecisionResult Decide(ClusterView view, ComputeTarget? target = null, string? model = null, decimal? cap = null) =>
        new DecisionEngine().Decide(Make.Inputs(view: view, constraints: new DecisionConstraints(target, model, cap, null, TargetSet.None)));

    [Fact]
    public void A_pinned_target_skips_the_stages()
    {
        var decision = Decide(Make.Everything, ComputeTarget.Cloud).Decision!;
        Assert.Equal((ComputeTarget.Cloud, DecisionStage.Pinned, 1.0, "The caller pinned target CLOUD", null), (decision.Target, decision.Stage, decision.Confidence, decision.Reasoning, decision.FallbackTarget));
        Assert.Equal("not the pinned target", decision.Candidates[0].ExcludedBecause);
    }

    [Fact]
    public void A_pinned_target_that_is_down_is_not_replaced() =>
        Assert.Equal(DecisionFailure.NoTargetAvailable, Decide(Make.View(ComputeTarget.Cpu), ComputeTarget.Cloud).Failure);

    [Fact]
    public void A_pinned_target_still_keeps_the_cap() => Assert.Equal(DecisionFailure.BudgetExceeded, Decide(Make.Everything, ComputeTarget.Cloud, cap: 0.000001m).Failure);

    [Fact]
    public void A_pinned_target_may_be_overloaded() => Assert.Equal(ComputeTarget.Gpu, Decide(Make.View(20, 99, ComputeTarget.Gpu, ComputeTarget.Cpu), ComputeTarget.Gpu).Decision!.Target);

    [Fact]
    public void A_pinned_model_goes_where_it_is_served()
    {
        var decision = Decide(Make.Everything, model: Make.CloudModel).Decision!;
        Assert.Equal((ComputeTarget.Cloud, "The caller pinned model gemini-3.5-flash-lite, which CLOUD serves"), (decision.Target, decision.Reasoning));
    }

    [Fact]
    public void A_model_served_by_several_targets_goes_to_the_cheapest_then_the_fastest() =>
        Assert.Equal(ComputeTarget.Gpu, Decide(Make.Everything, model: "some-model").Decision!.Target);

    [Fact]
    public void An_unknown_model_is_refused() =>
        Assert.Contains("no engine serves the pinned model nobody", Decide(Make.Everything, model: "nobody").Detail, StringComparison.Ordinal);
}
