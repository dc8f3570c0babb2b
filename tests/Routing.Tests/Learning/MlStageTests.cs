namespace Orchestrator.Routing.Tests.Learning;

public sealed class MlStageTests
{
    private readonly UtilityRouter _router = Learned.Router();

    private RoutingDecision Decide(
        ActiveModel? model = null, TaskProfile? profile = null, ClusterView? view = null, int? latency = null, TargetSet excluded = default, UtilityRouter? router = null)
    {
        var engine = new DecisionEngine(new MlStage(router ?? _router, model));
        var constraints = DecisionConstraints.None with { MaxLatencyMs = latency, Excluded = excluded };
        return engine.Decide(Make.Inputs(profile, view, stage: RoutingStage.Ml, constraints: constraints)).Decision!;
    }

    [Fact]
    public void The_highest_expected_utility_wins()
    {
        var decision = Decide();

        Assert.Equal(DecisionStage.Ml, decision.Stage);
        Assert.Equal(decision.Candidates.MaxBy(candidate => candidate.Score)!.Target, decision.Target);
        Assert.Equal(1.0, decision.Propensity);
    }

    [Fact]
    public void Terms_add_up_to_the_score() => Assert.All(
        Decide().Candidates, candidate => Assert.Equal(candidate.Terms.Sum(term => term.Weight * term.Value), candidate.Score!.Value, 9));

    [Fact]
    public void A_tight_deadline_leaves_the_slow_cpu_out() => Assert.NotEqual(
        ComputeTarget.Cpu, Decide(profile: Make.Profile(priority: TaskPriority.Urgent), view: Make.View(ComputeTarget.Cpu, ComputeTarget.Cloud), latency: 2_000).Target);

    [Fact]
    public void A_batch_task_does_not_buy_what_is_free() => Assert.NotEqual(
        ComputeTarget.Cloud, Decide(profile: Make.Profile(TaskType.BatchSummarization, TaskPriority.Low, isBatch: true, input: 2000)).Target);

    [Fact]
    public void A_target_that_is_down_changes_nothing_for_the_others()
    {
        var cloud = Decide().Candidates[(int)ComputeTarget.Cloud].Score;
        var decision = Decide(view: Make.View(ComputeTarget.Cpu, ComputeTarget.Cloud));

        Assert.Equal(DecisionStage.Ml, decision.Stage);
        Assert.Equal(cloud, decision.Candidates[(int)ComputeTarget.Cloud].Score);
    }

    [Fact]
    public void Without_trees_it_says_how_many_outcomes_it_has_and_needs()
    {
        var model = new ActiveModel { Progress = new LearningProgress(120, 1000) };

        Assert.Contains("120 of the 1000 outcomes", Decide(model).Reasoning, StringComparison.Ordinal);
    }

    [Fact]
    public void Trees_correct_the_chance_of_success()
    {
        var model = Learned.Active(Learned.Model(inTime: 0.1, targets: [ComputeTarget.Gpu]));

        Assert.Equal(ComputeTarget.Gpu, Decide(latency: 30_000).Target);
        Assert.NotEqual(ComputeTarget.Gpu, Decide(model, latency: 30_000).Target);
    }

    [Fact]
    public void A_task_unlike_those_it_was_trained_on_goes_to_scored_and_says_so()
    {
        var decision = Decide(Learned.Active(Learned.Model(maxTokens: 50, targets: [ComputeTarget.Gpu])), Make.Profile(input: 400));

        Assert.Equal(DecisionStage.Scored, decision.Stage);
        Assert.Contains("input_tokens 400 is outside what it was trained on, 0 to 50", decision.Reasoning, StringComparison.Ordinal);
    }

    [Fact]
    public void With_a_target_down_that_it_was_trained_on_it_goes_to_scored_and_says_so()
    {
        var model = Learned.Active(Learned.Model(targets: [ComputeTarget.Gpu, ComputeTarget.Cpu]));
        var decision = Decide(model, view: Make.View(ComputeTarget.Gpu, ComputeTarget.Cloud), latency: 30_000);

        Assert.Equal(DecisionStage.Scored, decision.Stage);
        Assert.Contains("CPU is down", decision.Reasoning, StringComparison.Ordinal);
    }

    [Fact]
    public void With_another_model_behind_a_target_it_goes_to_scored_and_says_so()
    {
        var decision = Decide(Learned.Active(Learned.Model(served: "old-model", targets: [ComputeTarget.Gpu])));

        Assert.Equal(DecisionStage.Scored, decision.Stage);
        Assert.Contains("GPU serves some-model now and old-model when it was trained", decision.Reasoning, StringComparison.Ordinal);
    }

    [Fact]
    public void With_a_longer_queue_than_ever_only_its_trees_are_set_aside()
    {
        var model = Learned.Model(inTime: 0.01, targets: [ComputeTarget.Gpu]);
        var ranges = model.Ranges.ToArray();
        ranges[7] = new FeatureRange(0, 100);
        var decision = Decide(Learned.Active(model with { Ranges = ranges }), latency: 30_000);

        Assert.Equal((DecisionStage.Ml, ComputeTarget.Gpu), (decision.Stage, decision.Target));
        Assert.Contains("without its trees: gpu_vram_used_mb 2000 is outside", decision.Reasoning, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_attempt_keeps_the_trees() => Assert.DoesNotContain(
        "without its trees",
        Decide(Learned.Active(Learned.Model(targets: [ComputeTarget.Gpu, ComputeTarget.Cpu])), excluded: TargetSet.None.With(ComputeTarget.Gpu)).Reasoning,
        StringComparison.Ordinal);

    [Fact]
    public void Below_its_confidence_it_goes_to_scored_and_says_so()
    {
        var decision = Decide(router: Learned.Router(new UtilitySettings { MinConfidence = 1.01 }));

        Assert.Equal(DecisionStage.Scored, decision.Stage);
        Assert.Contains("is below 1.01", decision.Reasoning, StringComparison.Ordinal);
    }

    [Fact]
    public void A_clear_lead_is_more_certain_than_a_guess()
    {
        var clear = Decide(latency: 60_000).Confidence;
        var guess = Decide(profile: Make.Profile(output: 500), view: Make.View(ComputeTarget.Cpu, ComputeTarget.Quantized), latency: 30_000).Confidence;

        Assert.InRange(clear, 0.95, 1.0);
        Assert.True(guess < clear);
    }
}
