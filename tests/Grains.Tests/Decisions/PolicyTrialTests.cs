using Orchestrator.Grains.Interfaces;
using Orchestrator.Grains.Tests.Cluster;
using Orchestrator.Routing;

namespace Orchestrator.Grains.Tests.Decisions;

/// <summary>A candidate policy beside the active one, on a running silo.</summary>
public sealed class PolicyTrialTests : IAsyncLifetime
{
    private const string AllCpu = "rules:\n  - name: everything\n    priority_order: 1\n    target: CPU\n    confidence: 0.9\n";

    private readonly OneSilo _silo = new();

    private IRouterGrain Router => _silo.Grains.GetGrain<IRouterGrain>(0);

    public ValueTask InitializeAsync() => _silo.InitializeAsync();

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task A_shadow_decides_beside_and_nothing_of_it_is_executed()
    {
        Assert.Empty((await Router.StartTrial(new TrialRequest(TrialMode.Shadow, AllCpu, RoutingStage.Rule, 0.05))).Errors);

        for (var i = 0; i < 4; i++)
            Assert.Equal("Answer of gpu", (await _silo.RunAsync(OneSilo.Submission($"hello {i}"))).Result);

        var status = (await Router.GetTrial())!;
        Assert.Equal((4L, 0.0), (status.Compared, status.Agreement));
        Assert.Equal((4L, 4L), (status.ActiveByTarget[ComputeTarget.Gpu], status.CandidateByTarget[ComputeTarget.Cpu]));
        Assert.True(status.LatencyDeltaMs > 0);
        var log = await _silo.Store.DecisionLogAsync(1, 10, null, null, default);
        Assert.All(log.Entries, entry => Assert.Equal((ComputeTarget.Cpu, status.PolicyVersion), (entry.Decision.Shadow!.Target, entry.Decision.Shadow.PolicyVersion)));
    }

    [Fact]
    public async Task A_canary_decides_its_share_and_is_stopped_when_it_fails()
    {
        await Router.StartTrial(new TrialRequest(TrialMode.Canary, AllCpu, RoutingStage.Rule, 0.5));
        TrialStatus status;
        var rounds = 0;
        do
        {
            Assert.InRange(++rounds, 1, 40);
            await Task.WhenAll(Enumerable.Range(0, 20).Select(i => _silo.RunAsync(OneSilo.Submission($"{i} cpu:REFUSED"))));
            status = (await Router.GetTrial())!;
        }
        while (status.RolledBackBecause is null);

        Assert.StartsWith("The candidate fails more often", status.RolledBackBecause, StringComparison.Ordinal);
        Assert.True(status.Candidate!.SuccessRate < status.Active!.SuccessRate);
        Assert.All(
            await Task.WhenAll(Enumerable.Range(0, 20).Select(i => _silo.RunAsync(OneSilo.Submission($"after {i} cpu:REFUSED")))),
            task => Assert.Equal("Answer of gpu", task.Result));
    }

    [Fact]
    public async Task A_trial_ends_when_it_is_told_to()
    {
        await Router.StartTrial(new TrialRequest(TrialMode.Shadow, null, RoutingStage.Scored, 0.05));

        Assert.True(await Router.EndTrial());
        Assert.Null(await Router.GetTrial());
        Assert.False(await Router.EndTrial());
    }

    [Fact]
    public async Task A_broken_candidate_changes_nothing()
    {
        await Router.StartTrial(new TrialRequest(TrialMode.Shadow, null, RoutingStage.Scored, 0.05));

        var change = await Router.StartTrial(new TrialRequest(TrialMode.Shadow, "rules: 3", null, 0.05));

        Assert.NotEmpty(change.Errors);
        Assert.Equal(RoutingStage.Scored, (await Router.GetTrial())!.Stage);
    }
}
