namespace Orchestrator.Routing.Tests.Learning;

public sealed class BanditStageTests
{
    private readonly UtilityRouter _router = Learned.Router();
    private readonly Random _random = new(4);

    private DecisionEngine Engine(BanditSettings? settings = null, ExplorationBudget? budget = null)
    {
        var ml = new MlStage(_router);
        return new DecisionEngine(ml, new BanditStage(ml, _router, settings ?? Open, budget ?? new ExplorationBudget(10.0), _random));
    }

    private static BanditSettings Open => new() { ExploreShare = 0.3, MaxExtraMs = 60_000 };

    private static DecisionInputs Inputs(TaskPriority priority = TaskPriority.Normal, DecisionConstraints? constraints = null) =>
        Make.Inputs(Make.Profile(priority: priority), stage: RoutingStage.Bandit, constraints: constraints);

    private static RoutingDecision[] Many(DecisionEngine engine, DecisionInputs inputs, int count = 4000) =>
        [.. Enumerable.Range(0, count).Select(_ => engine.Decide(inputs).Decision!)];

    [Fact]
    public void Every_target_is_chosen_as_often_as_its_recorded_propensity_says()
    {
        var decisions = Many(Engine(), Inputs());

        Assert.True(decisions.Select(decision => decision.Target).Distinct().Count() > 1);
        Assert.All(
            decisions.GroupBy(decision => decision.Target),
            group => Assert.Equal(group.First().Propensity, group.Count() / (double)decisions.Length, 0.03));
    }

    [Fact]
    public void Propensities_of_all_targets_add_up_to_one() =>
        Assert.Equal(1.0, Many(Engine(), Inputs()).DistinctBy(decision => decision.Target).Sum(decision => decision.Propensity), 0.02);

    [Fact]
    public void An_urgent_task_is_never_explored_with()
    {
        var decisions = Many(Engine(), Inputs(TaskPriority.Urgent), 200);

        Assert.All(decisions, decision => Assert.Equal(DecisionStage.Ml, decision.Stage));
        Assert.Single(decisions.Select(decision => decision.Target).Distinct());
    }

    [Fact]
    public void A_pinned_task_is_never_explored_with() => Assert.All(
        Many(Engine(), Inputs(constraints: DecisionConstraints.None with { Target = ComputeTarget.Cpu }), 200),
        decision => Assert.Equal((DecisionStage.Pinned, ComputeTarget.Cpu), (decision.Stage, decision.Target)));

    [Fact]
    public void A_second_attempt_is_never_explored_with() => Assert.All(
        Many(Engine(), Inputs(constraints: DecisionConstraints.None with { Excluded = TargetSet.None.With(ComputeTarget.Quantized) }), 200),
        decision => Assert.Equal(DecisionStage.Ml, decision.Stage));

    [Fact]
    public void A_spent_budget_leaves_only_what_costs_no_more()
    {
        var decisions = Many(Engine(budget: new ExplorationBudget(0.0)), Inputs(), 1000);
        var best = decisions.First().Candidates.MaxBy(candidate => candidate.Score)!;

        Assert.All(decisions, decision => Assert.True(decision.EstimatedCostUsd <= best.EstimatedCostUsd));
    }

    [Fact]
    public void A_slower_candidate_beyond_the_cap_is_not_tried()
    {
        var decisions = Many(Engine(Open with { MaxExtraMs = 0.0 }), Inputs(), 1000);
        var best = decisions.First().Candidates.MaxBy(candidate => candidate.Score)!;

        Assert.All(decisions, decision => Assert.True(decision.EstimatedLatencyMs <= best.EstimatedLatencyMs));
    }

    [Fact]
    public void What_is_little_known_is_explored_more()
    {
        for (var i = 0; i < 500; i++)
        {
            var id = Guid.NewGuid();
            _router.Book(id, Learned.Task(), Learned.Engine(Make.Everything, ComputeTarget.Cpu), Learned.Noon);
            _router.Ended(id, Learned.Answer(ComputeTarget.Cpu, 9.0), Learned.Noon);
        }

        var decisions = Many(Engine(), Inputs());
        Assert.True(decisions.Count(decision => decision.Target == ComputeTarget.Quantized) > decisions.Count(decision => decision.Target == ComputeTarget.Cpu));
    }

    [Fact]
    public void The_budget_counts_an_hour_and_only_what_was_explored()
    {
        var budget = new ExplorationBudget(0.01);
        var explored = Explored(DecisionStage.Bandit);
        budget.Charge(Explored(DecisionStage.Ml));
        Assert.Equal(0.01, budget.LeftUsd(Make.Noon), 9);

        budget.Charge(explored);
        Assert.Equal(0.007, budget.LeftUsd(Make.Noon), 9);
        Assert.Equal(0.01, budget.LeftUsd(Make.Noon.AddHours(1)), 9);
    }

    private static RoutingDecision Explored(DecisionStage stage)
    {
        CandidateAssessment Candidate(ComputeTarget target, decimal cost, double score) => new(target, "one", "engine", "model", null, cost, 100, score, []);
        return new RoutingDecision(
            ComputeTarget.Cloud, "one", "engine", "model", 0.003m, 100, 0.9, "", null, stage, null, "v1", 0.1, null,
            [Candidate(ComputeTarget.Gpu, 0m, 0.9), Candidate(ComputeTarget.Cloud, 0.003m, 0.5)], Make.Noon);
    }
}
