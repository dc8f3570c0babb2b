using Orchestrator.Grains.Interfaces;
using Orchestrator.Grains.Tests.Cluster;
using Orchestrator.Routing;

namespace Orchestrator.Grains.Tests.Learning;

/// <summary>Logged decisions through another policy or stage.</summary>
public sealed class ReplayTests : IAsyncLifetime
{
    private const string AllCloud = "rules:\n  - name: everything\n    priority_order: 1\n    target: CLOUD\n    confidence: 0.9\n";

    private readonly OneSilo _silo = new();

    private ILearningGrain Learning => _silo.Grains.GetGrain<ILearningGrain>(0);

    public ValueTask InitializeAsync() => _silo.InitializeAsync();

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task What_really_ran_can_be_replayed()
    {
        for (var i = 0; i < 5; i++)
            await _silo.RunAsync(OneSilo.Submission($"hello {i}"));
        await _silo.RunAsync(OneSilo.Submission("pinned", ComputeTarget.Cpu));

        var same = (await Learning.Replay(new ReplayRequest(null, RoutingStage.Rule, 1))).Report!;
        var cloud = (await Learning.Replay(new ReplayRequest(AllCloud, RoutingStage.Rule, 1))).Report!;

        Assert.Equal((5, 1, 1.0), (same.Tasks, same.Skipped, same.Agreement));
        Assert.Equal(5, same.Happened.ByTarget[ComputeTarget.Gpu]);
        Assert.Equal((5, 0.0), (cloud.Replayed.ByTarget[ComputeTarget.Cloud], cloud.Agreement));
        Assert.True(cloud.Replayed.CostUsd > 0m);
        Assert.Equal(0m, cloud.Happened.CostUsd);
    }

    [Fact]
    public async Task A_replay_of_stage_ml_agrees_with_what_stage_ml_decided()
    {
        await new LoggedHistory(_silo).WriteAsync(400);

        var report = (await Learning.Replay(new ReplayRequest(null, RoutingStage.Ml, 2))).Report!;

        Assert.Equal((400, 1.0), (report.Tasks, report.Agreement));
        Assert.Equal(report.OffPolicy!.InversePropensity!.Value.Mean, report.Happened.MeanUtility, 9);
        Assert.InRange(report.Estimated.MeanLatencyMs, 0.8 * report.Happened.MeanLatencyMs, 1.25 * report.Happened.MeanLatencyMs);
    }

    [Fact]
    public async Task A_broken_policy_is_refused_with_its_place()
    {
        var answer = await Learning.Replay(new ReplayRequest("rules:\n  - name: x\n    target: NOWHERE\n", null, 24));

        Assert.Null(answer.Report);
        Assert.Contains(answer.Errors, error => error.Line == 3);
    }
}
