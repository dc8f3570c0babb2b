namespace Orchestrator.Routing.Tests.Stages;

public sealed class StageChainTests
{
    private sealed class Fixed(DecisionStage stage, StageChoice choice) : IDecisionStage
    {
        public DecisionStage Stage => stage;

        public StageChoice Choose(in StageContext context)
        {
            foreach (ref var candidate in context.Candidates)
                (candidate.Score, candidate.SuccessWithinSla) = (0.7, 0.9);
            return choice;
        }
    }

    private static readonly StageChoice Unsure = StageChoice.Declined("confidence 0.41 is below 0.6");

    [Fact]
    public void The_selected_stage_decides()
    {
        var ml = new Fixed(DecisionStage.Ml, new StageChoice(ComputeTarget.Quantized, 0.8, 1, "QUANTIZED has the highest expected utility"));
        var decision = new DecisionEngine(ml).Decide(Make.Inputs(stage: RoutingStage.Ml)).Decision!;
        Assert.Equal((ComputeTarget.Quantized, DecisionStage.Ml, "QUANTIZED has the highest expected utility"), (decision.Target, decision.Stage, decision.Reasoning));
        Assert.Equal(0.7, decision.Candidates[0].Score);
    }

    [Fact]
    public void A_stage_that_declines_hands_over_to_the_one_before_and_says_so()
    {
        var decision = new DecisionEngine(new Fixed(DecisionStage.Ml, Unsure)).Decide(Make.Inputs(stage: RoutingStage.Ml)).Decision!;
        Assert.Equal(DecisionStage.Scored, decision.Stage);
        Assert.StartsWith("Stage ml declined: confidence 0.41 is below 0.6. GPU has the lowest score", decision.Reasoning, StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_of_a_stage_that_declined_are_not_kept()
    {
        var explanation = new DecisionEngine(new Fixed(DecisionStage.Ml, Unsure)).Explain(Make.Inputs(stage: RoutingStage.Ml));
        Assert.Empty(explanation.Probabilities);
        Assert.DoesNotContain(explanation.Result.Decision!.Candidates, candidate => candidate.Score == 0.7);
    }

    [Fact]
    public void Stages_without_a_model_are_skipped_with_the_reason()
    {
        var decision = Make.Decide(Make.Inputs(stage: RoutingStage.Bandit));
        Assert.StartsWith("Stage bandit declined: it has no model yet. Stage ml declined: it has no model yet. ", decision.Reasoning, StringComparison.Ordinal);
    }

    [Fact]
    public void A_choice_that_is_no_candidate_does_not_count()
    {
        var ml = new Fixed(DecisionStage.Ml, new StageChoice(ComputeTarget.Gpu, 1, 1, "GPU"));
        Assert.Equal(ComputeTarget.Cpu, new DecisionEngine(ml).Decide(Make.Inputs(view: Make.View(ComputeTarget.Cpu), stage: RoutingStage.Ml)).Decision!.Target);
    }

    [Fact]
    public void A_propensity_is_recorded()
    {
        var bandit = new Fixed(DecisionStage.Bandit, new StageChoice(ComputeTarget.Cpu, 0.5, 0.25, "exploring"));
        Assert.Equal(0.25, new DecisionEngine(null, bandit).Decide(Make.Inputs(stage: RoutingStage.Bandit)).Decision!.Propensity);
    }
}
