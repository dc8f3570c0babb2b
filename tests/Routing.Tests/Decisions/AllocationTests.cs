namespace Orchestrator.Routing.Tests.Decisions;

public sealed class AllocationTests
{
    private static long Bytes(RoutingStage stage, int silos, int rules)
    {
        var (engine, inputs) = Setup(stage, silos, rules);
        return BytesOf(() => engine.Decide(inputs));
    }

    private static (DecisionEngine Engine, DecisionInputs Inputs) Setup(RoutingStage stage, int silos, int rules)
    {
        var view = ClusterView.Build(
            [.. Enumerable.Range(0, silos).Select(i => Make.Load(Make.Silo($"s{i:00}", engines: [.. TargetSet.All.Select(target => Make.Engine(target))])))], new ViewSettings());
        var policy = Make.Policy([.. Enumerable.Range(0, rules).Select(i => Make.Rule($"rule_{i}", i, ComputeTarget.Gpu, ("complexity_score_gt", 0.9), ("priority", "LOW")))]);
        return (new DecisionEngine(), Make.Inputs(view: view, policy: policy, stage: stage));
    }

    private static long BytesOf(Action work)
    {
        for (var i = 0; i < 50; i++)
            work();
        var before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>What the returned decision itself takes: a copy of all it holds.</summary>
    private static DecisionResult Copy(DecisionResult result)
    {
        var decision = result.Decision!;
        var candidates = new CandidateAssessment[decision.Candidates.Count];
        for (var i = 0; i < candidates.Length; i++)
        {
            var (candidate, terms) = (decision.Candidates[i], decision.Candidates[i].Terms);
            candidates[i] = candidate with { Terms = terms.Count == 0 ? [] : [terms[0], terms[1], terms[2], terms[3]] };
        }

        return result with { Decision = decision with { Candidates = candidates, Reasoning = new string(decision.Reasoning.AsSpan()) } };
    }

    [Theory]
    [InlineData(RoutingStage.Rule)]
    [InlineData(RoutingStage.Scored)]
    public void A_decision_allocates_nothing_beyond_what_it_returns(RoutingStage stage)
    {
        var (engine, inputs) = Setup(stage, 8, 20);
        var result = engine.Decide(inputs);

        Assert.Equal(BytesOf(() => Copy(result)), BytesOf(() => engine.Decide(inputs)));
    }

    /// <summary>Only the decision itself is allocated: its size does not depend on how much was looked at to take it.</summary>
    [Theory]
    [InlineData(RoutingStage.Rule)]
    [InlineData(RoutingStage.Scored)]
    public void A_decision_allocates_the_same_over_many_silos_and_rules_as_over_few(RoutingStage stage) => Assert.Equal(Bytes(stage, 1, 1), Bytes(stage, 12, 60));
}
