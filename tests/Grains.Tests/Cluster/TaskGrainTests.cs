using Orchestrator.Grains.Interfaces;
using Orchestrator.Routing;

namespace Orchestrator.Grains.Tests.Cluster;

public sealed class TaskGrainTests(OneSilo silo) : IClassFixture<OneSilo>
{
    [Fact]
    public async Task A_task_is_answered_counted_and_written_down()
    {
        var task = await silo.RunAsync(OneSilo.Submission("hello"));

        Assert.Equal((TaskState.Completed, "Answer of gpu"), (task.State, task.Result));
        Assert.Equal((10, 3, 0m), (task.InputTokens, task.OutputTokens, task.ActualCostUsd));
        Assert.Equal((10 * 0.30m / 1_000_000m) + (3 * 2.50m / 1_000_000m), task.CloudBaselineCostUsd);
        var stored = await silo.Store.ReadAsync(task.Id, default);
        Assert.Equal((TaskState.Completed, "Answer of gpu", 2), (stored!.State, stored.Result, stored.Version));
        Assert.Equal(ComputeTarget.Gpu, stored.Decision!.Target);
    }

    [Theory]
    [InlineData(EngineFault.Unreachable)]
    [InlineData(EngineFault.Broken)]
    [InlineData(EngineFault.OutOfMemory)]
    public async Task A_failed_target_is_followed_by_the_next_and_is_not_tried_twice(EngineFault fault)
    {
        var task = await silo.RunAsync(OneSilo.Submission($"gpu:{WireNames.Of(fault)}"));

        Assert.Equal((TaskState.Completed, "Answer of cpu"), (task.State, task.Result));
        Assert.Equal([WireNames.Of(fault), "COMPLETED"], task.Attempts.Select(attempt => attempt.Outcome));
        Assert.Equal($"scripted {WireNames.Of(fault)}", task.Attempts[0].Error);
        await HealAsync(ComputeTarget.Gpu);
    }

    [Fact]
    public async Task A_safety_refusal_is_not_taken_elsewhere()
    {
        var task = await silo.RunAsync(OneSilo.Submission("gpu:REFUSED"));

        Assert.Equal((TaskState.Failed, TaskErrorCodes.ContentBlocked), (task.State, task.Error!.Code));
        Assert.Single(task.Attempts);
    }

    [Fact]
    public async Task When_everything_fails_the_error_tells_each_target()
    {
        var task = await silo.RunAsync(OneSilo.Submission("gpu:BROKEN cpu:OUT_OF_MEMORY cloud:BROKEN"));

        Assert.Equal((TaskState.Failed, TaskErrorCodes.AllTargetsFailed), (task.State, task.Error!.Code));
        Assert.Equal(3, task.Attempts.Count);
        Assert.All(["GPU failed (BROKEN)", "CPU failed (OUT_OF_MEMORY)", "CLOUD failed (BROKEN)"], part => Assert.Contains(part, task.Error.Message, StringComparison.Ordinal));
        await HealAsync(ComputeTarget.Gpu);
    }

    [Fact]
    public async Task The_same_submission_again_is_the_same_task_and_another_one_a_conflict()
    {
        var id = Guid.NewGuid();
        var task = silo.Grains.GetGrain<ITaskGrain>(id);
        var submission = OneSilo.Submission("once") with { RequestHash = "a" };
        Assert.Equal(SubmitOutcome.Accepted, (await task.Submit(submission)).Outcome);
        await OneSilo.EndOf(task);

        Assert.Equal(SubmitOutcome.Existing, (await task.Submit(submission)).Outcome);
        Assert.Equal(SubmitOutcome.Conflict, (await task.Submit(submission with { RequestHash = "b" })).Outcome);
    }

    [Fact]
    public async Task An_unknown_task_is_null_everywhere()
    {
        var task = silo.Grains.GetGrain<ITaskGrain>(Guid.NewGuid());

        Assert.Null(await task.Get(0));
        Assert.Null(await task.Cancel());
        await task.Resume();
    }

    [Fact]
    public async Task A_running_task_is_cancelled_and_its_slot_is_free_again()
    {
        var task = await silo.SubmitAsync(OneSilo.Submission("cpu:hold", ComputeTarget.Cpu));
        await OneSilo.Until(task, now => now.State == TaskState.Executing && Running(ComputeTarget.Cpu) == 1);

        var receipt = await task.Cancel();

        Assert.Equal((true, TaskState.Cancelled), (receipt!.Cancelled, receipt.Task.State));
        Assert.Equal("CANCELLED", Assert.Single(receipt.Task.Attempts).Outcome);
        Assert.False((await task.Cancel())!.Cancelled);
        Assert.Equal(TaskState.Completed, (await silo.RunAsync(OneSilo.Submission("next", ComputeTarget.Cpu))).State);
    }

    [Fact]
    public async Task A_waiting_task_is_moved_away_and_answered_elsewhere()
    {
        var blocker = await silo.SubmitAsync(OneSilo.Submission("gpu:hold", ComputeTarget.Gpu));
        await OneSilo.Until(blocker, _ => Running(ComputeTarget.Gpu) == 1);
        var waiting = await silo.SubmitAsync(OneSilo.Submission("move me"));
        await OneSilo.Until(waiting, now => now.Decision?.Target == ComputeTarget.Gpu && Lane(ComputeTarget.Gpu).Queue.Queued == 1);

        await waiting.Reroute(ComputeTarget.Gpu);
        var moved = await OneSilo.EndOf(waiting);
        silo.Script.Release();

        Assert.Equal((TaskState.Completed, "Answer of cpu"), (moved.State, moved.Result));
        Assert.Equal(["MOVED", "COMPLETED"], moved.Attempts.Select(attempt => attempt.Outcome));
        Assert.Equal(TaskState.Completed, (await OneSilo.EndOf(blocker)).State);
    }

    [Fact]
    public async Task An_owner_that_lost_the_task_cannot_write_a_second_result()
    {
        var task = await silo.SubmitAsync(OneSilo.Submission("cloud:hold", ComputeTarget.Cloud));
        var running = await OneSilo.Until(task, now => now.State == TaskState.Executing && Running(ComputeTarget.Cloud) == 1);

        // Another silo claims the task while the first owner is still at it.
        Assert.True(await silo.Store.ClaimAsync(running.Id, running.Version, "another-silo"));
        silo.Script.Release();
        await WaitUntil(() => Running(ComputeTarget.Cloud) == 0 && silo.Gate.Pending == 0);
        var stored = await silo.Store.ReadAsync(running.Id, default);
        Assert.Equal((false, running.Version + 1), (stored!.IsTerminal, stored.Version));

        // The new owner finishes it, once.
        var resumed = silo.Grains.GetGrain<ITaskGrain>(running.Id);
        await resumed.Resume();
        await WaitUntil(() => Running(ComputeTarget.Cloud) == 1);
        silo.Script.Release();
        var end = await OneSilo.EndOf(resumed);
        Assert.Equal((TaskState.Completed, running.Version + 3), (end.State, end.Version));
    }

    [Fact]
    public async Task A_slot_booked_for_an_owner_that_is_gone_is_free_again_when_the_task_ends_without_another_attempt()
    {
        var id = Guid.NewGuid();
        var router = silo.Grains.GetGrain<IRouterGrain>(0);

        // No silo here has this target: the task can only fail.
        var submission = OneSilo.Submission("nowhere", ComputeTarget.Quantized);
        await silo.Store.CreateAsync(new TaskSnapshot { Id = id, Submission = submission, State = TaskState.Pending, CreatedAt = DateTimeOffset.UnixEpoch, Version = 1, Owner = "gone" });
        var profile = TaskAnalyser.Analyse(Submissions.Describe(submission));
        Assert.NotNull((await router.Decide(new DecisionRequest(id, profile, DecisionConstraints.None))).Decision);
        Assert.True(await HandedOutAsync() >= 1);

        await silo.Grains.GetGrain<ITaskGrain>(id).Resume();

        Assert.Equal(TaskState.Failed, (await OneSilo.EndOf(silo.Grains.GetGrain<ITaskGrain>(id))).State);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await HandedOutAsync() > 0)
            await Task.Delay(10, limit.Token);

        async Task<int> HandedOutAsync() => (await router.Silos()).Sum(known => known.HandedOut.Values.Sum());
    }

    [Fact]
    public async Task A_watcher_sees_decision_text_and_end_in_order_and_can_resume()
    {
        var task = await silo.SubmitAsync(OneSilo.Submission("cloud:hold", ComputeTarget.Cloud));
        await OneSilo.Until(task, now => now.State == TaskState.Executing);
        var events = new List<TaskEvent>();
        var watching = Task.Run(async () =>
        {
            await foreach (var taskEvent in task.Watch(0))
                events.Add(taskEvent);
        });

        // The engine may not have come to hold yet.
        while (await Task.WhenAny(watching, Task.Delay(10)) != watching)
            silo.Script.Release();
        await watching;

        Assert.Equal(TaskEventKind.Done, events[^1].Kind);
        Assert.Equal("Answer of cloud", string.Concat(events.Where(taskEvent => taskEvent.Kind == TaskEventKind.Token).Select(taskEvent => taskEvent.Text)));
        Assert.Contains(events, taskEvent => taskEvent.Kind == TaskEventKind.Decision);
        Assert.Equal(Enumerable.Range(1, events.Count).Select(number => (long)number), events.Select(taskEvent => taskEvent.Sequence));
        var late = new List<TaskEvent>();
        await foreach (var taskEvent in task.Watch(1))
            late.Add(taskEvent);
        Assert.Equal(TaskEventKind.Done, late[^1].Kind);
    }

    [Fact]
    public async Task A_cap_no_target_fits_is_reported_as_the_budget()
    {
        var task = await silo.RunAsync(OneSilo.Submission("too dear", ComputeTarget.Cloud) with { MaxCostUsd = 0.000000001m });

        Assert.Equal((TaskState.Failed, TaskErrorCodes.BudgetExceeded), (task.State, task.Error!.Code));
        Assert.Empty(task.Attempts);
    }

    [Fact]
    public async Task A_target_the_cluster_does_not_have_is_refused_at_once()
    {
        var task = await silo.RunAsync(OneSilo.Submission("nowhere", ComputeTarget.Quantized));

        Assert.Equal((TaskState.Failed, TaskErrorCodes.NoTargetAvailable), (task.State, task.Error!.Code));
    }

    [Fact]
    public async Task The_router_holds_no_booking_when_nothing_runs()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => silo.RunAsync(OneSilo.Submission($"task {i}", ComputeTarget.Cloud))));

        await WaitUntilAsync(async () => (await silo.Grains.GetGrain<IRouterGrain>(0).Silos()).All(known => known.HandedOut.Values.Sum() == 0));
    }

    private EngineLane Lane(ComputeTarget target) => silo.Lanes.All.Single(lane => lane.Options.Target == target);

    private int Running(ComputeTarget target) => Lane(target).Queue.Running;

    /// <summary>A failed call counts against the engine; a good one closes the count, so that tests do not open its circuit together.</summary>
    private async Task HealAsync(ComputeTarget target) => Assert.Equal(TaskState.Completed, (await silo.RunAsync(OneSilo.Submission("heal", target))).State);

    private static Task WaitUntil(Func<bool> condition) => WaitUntilAsync(() => Task.FromResult(condition()));

    private static async Task WaitUntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await condition())
            await Task.Delay(10, limit.Token);
    }
}
