using Orchestrator.Grains.Interfaces;
using Orchestrator.Routing;

namespace Orchestrator.Grains.Tests.Cluster;

/// <summary>Waiting tasks that will miss their deadline, in a running silo.</summary>
public sealed class RescueTests(OneSilo silo) : IClassFixture<OneSilo>
{
    private IRouterGrain Router => silo.Grains.GetGrain<IRouterGrain>(0);

    [Fact]
    public async Task A_queued_task_that_will_miss_its_deadline_moves_to_where_it_still_helps_and_to_nowhere_it_cannot_pay()
    {
        // The one GPU slot is held; rules send everything there, so that the last in line would wait for minutes.
        var held = await silo.SubmitAsync(OneSilo.Submission("gpu:forever", priority: TaskPriority.Urgent));
        await OneSilo.Until(held, task => task.State == TaskState.Executing);
        var waiting = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => silo.SubmitAsync(OneSilo.Submission($"number {i}", priority: TaskPriority.High))));
        var poor = await silo.SubmitAsync(OneSilo.Submission("cpu:BROKEN but poor", priority: TaskPriority.High) with { MaxCostUsd = 0.000_000_01m });
        await Task.WhenAll(waiting.Append(poor).Select(task => OneSilo.Until(task, now => now.State == TaskState.Executing)));

        await Router.SetStage(RoutingStage.Ml);
        var moved = await OneSilo.Until(waiting[^1], task => task.IsTerminal);

        Assert.Equal(TaskState.Completed, moved.State);
        Assert.Equal(["MOVED", "COMPLETED"], moved.Attempts.Select(attempt => attempt.Outcome));
        Assert.NotEqual(ComputeTarget.Gpu, moved.Decision!.Target);

        await held.Cancel();
        var ends = await Task.WhenAll(waiting.Append(poor).Select(OneSilo.EndOf));
        Assert.All(ends, task => Assert.Equal(TaskState.Completed, task.State));
        Assert.All(ends, task => Assert.InRange(task.Attempts.Count, 1, 3));
        Assert.DoesNotContain((await OneSilo.EndOf(poor)).Attempts, attempt => attempt.Target == ComputeTarget.Cloud);
        await Router.SetStage(RoutingStage.Rule);
    }
}
