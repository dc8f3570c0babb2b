namespace Orchestrator.Routing.Tests.Stages;

public sealed class ScoredStageTests
{
    private static RoutingDecision Decide(
        ClusterView? view = null, TaskProfile? profile = null, OutcomeStatistics? statistics = null, ScoreWeights? weights = null, int? latency = null) =>
        Make.Decide(Make.Inputs(profile, view, stage: RoutingStage.Scored, statistics: statistics, constraints: DecisionConstraints.None with { MaxLatencyMs = latency })
            with { LearnedWeights = weights });

    private static ClusterView GpuWith(int handedOut) => ClusterView.Build(
        [Make.Load(Make.Silo("one", engines: [.. TargetSet.All.Select(target => Make.Engine(target))]), loads: [("gpu", new EngineLoad(handedOut, 0, handedOut * 20_000))])],
        new ViewSettings());

    [Fact]
    public void A_score_is_the_weighted_sum_of_its_terms_and_the_lowest_wins()
    {
        var decision = Decide();
        Assert.Equal(DecisionStage.Scored, decision.Stage);
        Assert.All(decision.Candidates, candidate => Assert.Equal(candidate.Terms.Sum(term => term.Weight * term.Value), candidate.Score!.Value, 9));
        Assert.All(decision.Candidates.SelectMany(candidate => candidate.Terms), term => Assert.InRange(term.Value, 0, 1));
        Assert.Equal(["cost", "availability", "failure", "latency"], decision.Candidates[0].Terms.Select(term => term.Name));
        Assert.Equal(decision.Candidates.MinBy(candidate => candidate.Score)!.Target, decision.Target);
    }

    [Fact]
    public void An_idle_gpu_wins_over_a_slow_cpu_and_a_cloud_that_costs() =>
        Assert.Equal(ComputeTarget.Gpu, Decide(profile: Make.Profile(priority: TaskPriority.High)).Target);

    [Fact]
    public void What_was_just_handed_out_sends_the_next_task_elsewhere() => Assert.NotEqual(ComputeTarget.Gpu, Decide(GpuWith(30)).Target);

    [Fact]
    public void The_wait_for_a_slot_is_the_work_ahead_over_the_slots()
    {
        var decision = Decide(GpuWith(4));
        var gpu = decision.Candidates[0];
        // Four tasks of 20 s on two slots, the running two half done: 20 s * (4 - 1) / 2.
        Assert.Equal(30_000 + ServicePriors.Default.Gpu.ServiceMs(TaskType.Chat, 100, 100), gpu.EstimatedLatencyMs, 3);
    }

    [Fact]
    public void A_target_that_keeps_failing_loses()
    {
        var statistics = new OutcomeStatistics();
        for (var i = 0; i < 50; i++)
            statistics.Record(Make.Outcome(ComputeTarget.Gpu, succeeded: false, fault: EngineFault.Broken), Make.Noon);
        Assert.NotEqual(ComputeTarget.Gpu, Decide(statistics: statistics, weights: new ScoreWeights(0.1, 0.1, 0.7, 0.1)).Target);
    }

    [Fact]
    public void Learned_weights_take_the_place_of_the_policys() => Assert.Equal(ComputeTarget.Cloud, Decide(
        Make.View(ComputeTarget.Cpu, ComputeTarget.Cloud), Make.Profile(priority: TaskPriority.Urgent, output: 200), weights: new ScoreWeights(0, 0, 0, 1)).Target);

    [Fact]
    public void A_target_within_the_latency_limit_is_preferred() =>
        Assert.Equal(ComputeTarget.Cloud, Decide(Make.View(ComputeTarget.Cpu, ComputeTarget.Cloud), weights: new ScoreWeights(1, 0, 0, 0), latency: 3000).Target);

    [Fact]
    public void Of_equal_scores_the_first_target_wins()
    {
        var decision = Decide(weights: new ScoreWeights(1, 0, 0, 0), view: Make.View(ComputeTarget.Cpu, ComputeTarget.Quantized));
        Assert.Equal((ComputeTarget.Cpu, 0.5), (decision.Target, decision.Confidence));
    }

    [Fact]
    public void An_only_candidate_is_certain() => Assert.Equal(1, Decide(Make.View(ComputeTarget.Cpu)).Confidence);

    [Fact]
    public void The_sentence_shows_the_terms() => Assert.Equal(
        "GPU has the lowest score, 0.062 against 0.093 of the next (cost 0.3·0 + availability 0.3·0.15 + failure 0.2·0.01 + latency 0.2·0.08)", Decide(profile: Make.Profile(priority: TaskPriority.High)).Reasoning);
}
