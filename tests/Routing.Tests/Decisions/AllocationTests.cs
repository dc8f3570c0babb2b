namespace Orchestrator.Routing.Tests.Decisions;

public sealed class AllocationTests
{
    private static long Bytes(RoutingStage stage, int silos, int rules)
    {
        var view = ClusterView.Build(
            [.. Enumerable.Range(0, silos).Select(i => Make.Load(Make.Silo($"s{i:00}", engines: [.. TargetSet.All.Select(target => Make.Engine(target))])))], new ViewSettings());
        var policy = Make.Policy([.. Enumerable.Range(0, rules).Select(i => Make.Rule($"rule_{i}", i, ComputeTarget.Gpu, ("complexity_score_gt", 0.9), ("priority", "LOW")))]);
        var (inputs, engine) = (Make.Inputs(view: view, policy: policy, stage: stage), new DecisionEngine());
        for (var i = 0; i < 50; i++)
            engine.Decide(inputs);
        var before = GC.GetAllocatedBytesForCurrentThread();
        engine.Decide(inputs);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>Only the decision itself is allocated: its size does not depend on how much was looked at to take it.</summary>
    [Theory]
    [InlineData(RoutingStage.Rule)]
    [InlineData(RoutingStage.Scored)]
    public void A_decision_allocates_the_same_over_many_silos_and_rules_as_over_few(RoutingStage stage) => Assert.Equal(Bytes(stage, 1, 1), Bytes(stage, 12, 60));
}
