using Orchestrator.Grains.Interfaces;
using Orchestrator.Grains.Tests.Cluster;
using Orchestrator.Routing;

namespace Orchestrator.Grains.Tests.Learning;

/// <summary>The weight optimiser over a real log.</summary>
public sealed class WeightTests : IAsyncLifetime
{
    private readonly OneSilo _silo = new();

    private ILearningGrain Learning => _silo.Grains.GetGrain<ILearningGrain>(0);

    public ValueTask InitializeAsync() => _silo.InitializeAsync();

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task A_poisoned_history_moves_no_weight_by_more_than_the_bound()
    {
        // An hour in which everything on the GPU was logged a hundred times too slow.
        await new LoggedHistory(_silo) { Slowness = (target, _) => target == ComputeTarget.Gpu ? 100 : 1 }.WriteAsync(1800);
        var before = (await Learning.GetWeights()).Active;

        var after = await Learning.ImproveWeights();

        Assert.Equal((0, 1), (before.Version, after.Active.Version));
        Assert.InRange(after.Active.Outcomes, 500, 1800);
        Assert.All(Moves(before, after.Active), move => Assert.InRange(Math.Abs(move), 0, WeightOptimizer.MaximumStep + 1e-9));
        Assert.Contains(Moves(before, after.Active), move => move != 0);
    }

    [Fact]
    public async Task A_step_is_a_version_that_can_be_taken_back()
    {
        await new LoggedHistory(_silo).WriteAsync(600);
        var own = (await Learning.GetWeights()).Active;
        var first = (await Learning.ImproveWeights()).Active;
        var second = await Learning.ImproveWeights();

        Assert.Equal([first, own], second.History);
        Assert.Equal(first, (await Learning.RevertWeights()).Active);
        var reverted = await Learning.RevertWeights();
        Assert.Equal(own, reverted.Active);
        Assert.Empty(reverted.History);
    }

    [Fact]
    public async Task The_scored_stage_decides_with_what_was_learned()
    {
        await new LoggedHistory(_silo).WriteAsync(600);
        await _silo.Grains.GetGrain<IRouterGrain>(0).SetStage(RoutingStage.Scored);
        var learned = (await Learning.ImproveWeights()).Active.Weights;

        var explanation = await _silo.Grains.GetGrain<IRouterGrain>(0).Explain(OneSilo.Submission("hello"));

        var terms = explanation.Result.Decision!.Candidates[0].Terms;
        Assert.Equal(learned.Cost, terms[0].Weight, 9);
        Assert.Equal(learned.Availability, terms[1].Weight, 9);
        Assert.NotEqual(ScoreWeights.Default.Cost, terms[0].Weight);
    }

    [Fact]
    public async Task The_first_step_is_due_an_interval_after_the_first_start()
    {
        await Learning.Tick();

        var status = await Learning.GetWeights();

        Assert.Equal(0, status.Active.Version);
        Assert.InRange((status.NextAt!.Value - TimeProvider.System.GetUtcNow()).TotalHours, 167, 168);
    }

    private static double[] Moves(WeightVersion before, WeightVersion after) =>
    [
        after.Weights.Cost - before.Weights.Cost,
        after.Weights.Availability - before.Weights.Availability,
        after.Weights.Failure - before.Weights.Failure,
        after.Weights.Latency - before.Weights.Latency,
    ];
}
