using Orchestrator.Grains.Interfaces;
using Orchestrator.Grains.Stores;
using Orchestrator.Routing;

namespace Orchestrator.Grains.Tests.Cluster;

/// <summary>A silo that puts first writes off for longer than a test takes: what is in its store was hurried, or has ended.</summary>
public sealed class PatientSilo : OneSilo
{
    protected override TaskStoreOptions StoreOptions => new() { FirstWriteDelay = TimeSpan.FromSeconds(60) };
}

/// <summary>Tasks whose caller stays for the answer: the work begins before the first write, and nobody hears of it before that.</summary>
public sealed class AttendedTests(PatientSilo silo) : IClassFixture<PatientSilo>
{
    [Fact]
    public async Task A_task_is_written_once_and_its_end_comes_with_the_receipt()
    {
        var (task, receipt) = Begin(OneSilo.Submission("cloud:hold", ComputeTarget.Cloud));
        await OneSilo.Until(task, _ => silo.Script.Holding == 1);
        Assert.False(receipt.IsCompleted);
        silo.Script.Release();
        var told = await receipt;

        Assert.Equal((SubmitOutcome.Accepted, TaskState.Completed, "Answer of cloud"), (told.Outcome, told.Finished!.State, told.Finished.Result));
        var stored = await silo.Store.ReadAsync(told.TaskId, default);
        Assert.Equal((TaskState.Completed, "Answer of cloud", 2), (stored!.State, stored.Result, stored.Version));
    }

    [Fact]
    public async Task While_it_runs_nothing_of_it_is_stored_and_a_cancel_ends_it_durably()
    {
        var (task, receipt) = Begin(OneSilo.Submission("cpu:forever", ComputeTarget.Cpu));
        await OneSilo.Until(task, now => now.State == TaskState.Executing);
        Assert.Null(await silo.Store.ReadAsync(task.GetPrimaryKey(), default));

        Assert.True((await task.Cancel())!.Cancelled);

        Assert.Equal(TaskState.Cancelled, (await receipt).Finished!.State);
        Assert.Equal(TaskState.Cancelled, (await silo.Store.ReadAsync(task.GetPrimaryKey(), default))!.State);
    }

    [Fact]
    public async Task The_first_text_of_a_stream_makes_haste_with_the_first_write()
    {
        var (task, receipt) = Begin(OneSilo.Submission("cloud:half", ComputeTarget.Cloud), Attendance.AwaitsStream);

        Assert.Equal((SubmitOutcome.Accepted, null), ((await receipt).Outcome, (await receipt).Finished));
        Assert.Equal(TaskState.Pending, (await silo.Store.ReadAsync(task.GetPrimaryKey(), default))!.State);

        await OneSilo.Until(task, _ => silo.Script.Holding == 1);
        silo.Script.Release();
        Assert.Equal("Answer of cloud", (await OneSilo.EndOf(task)).Result);
        Assert.Equal(TaskState.Completed, (await silo.Store.ReadAsync(task.GetPrimaryKey(), default))!.State);
    }

    [Fact]
    public async Task A_failure_is_durable_too()
    {
        var (_, receipt) = Begin(OneSilo.Submission("cloud:REFUSED", ComputeTarget.Cloud));

        var end = (await receipt).Finished!;

        Assert.Equal((TaskState.Failed, TaskErrorCodes.ContentBlocked), (end.State, end.Error!.Code));
        Assert.Equal(TaskState.Failed, (await silo.Store.ReadAsync(end.Id, default))!.State);
    }

    [Fact]
    public async Task Money_is_set_aside_for_tasks_that_are_durable()
    {
        var account = silo.Accounts.Add(account => account with { BudgetUsdPerDay = 1 });
        var (task, receipt) = Begin(OneSilo.Submission("cloud:forever", ComputeTarget.Cloud) with { Account = account });

        Assert.Null((await receipt).Finished);
        Assert.NotNull(await silo.Store.ReadAsync(task.GetPrimaryKey(), default));
        await task.Cancel();
    }

    [Fact]
    public async Task The_pieces_of_a_long_document_are_written_after_their_task()
    {
        var (task, receipt) = Begin(OneSilo.Submission(string.Concat(Enumerable.Repeat("The old river rose by a metre. ", 60))) with { Type = TaskType.BatchSummarization });

        Assert.Null((await receipt).Finished);
        var end = await OneSilo.EndOf(task);

        Assert.Equal(TaskState.Completed, end.State);
        Assert.Equal(end.Progress!.ChunksTotal, (await silo.Store.ReadChunksAsync(end.Id, default)).Count);
    }

    [Fact]
    public async Task A_silo_that_stops_leaves_it_durable_for_the_next_owner()
    {
        var (task, receipt) = Begin(OneSilo.Submission("cpu:hold", ComputeTarget.Cpu));
        await OneSilo.Until(task, _ => silo.Script.Holding == 1);

        await task.HandOn();

        Assert.Equal(SubmitOutcome.Accepted, (await receipt).Outcome);
        Assert.False((await silo.Store.ReadAsync(task.GetPrimaryKey(), default))!.IsTerminal);
        await OneSilo.Until(task, _ => silo.Script.Holding == 0);
        await task.Resume();
        await OneSilo.Until(task, now => now.State == TaskState.Executing && silo.Script.Holding == 1);
        silo.Script.Release();
        Assert.Equal("Answer of cpu", (await OneSilo.EndOf(task)).Result);
    }

    [Fact]
    public async Task An_id_that_is_taken_keeps_its_task_and_the_work_for_the_other_is_dropped()
    {
        var id = Guid.NewGuid();
        var known = new TaskSnapshot { Id = id, Version = 1, Owner = silo.Address, CreatedAt = DateTimeOffset.UtcNow, Submission = OneSilo.Submission("known") with { RequestHash = "a" } };
        await silo.Store.CreateAsync(known);

        var receipt = await silo.Grains.GetGrain<ITaskGrain>(id).Submit(OneSilo.Submission("other") with { RequestHash = "b", Attendance = Attendance.AwaitsAnswer });

        Assert.Equal((SubmitOutcome.Conflict, null), (receipt.Outcome, receipt.Finished));
        var end = await OneSilo.EndOf(silo.Grains.GetGrain<ITaskGrain>(id));
        Assert.Equal(("known", TaskState.Completed, 3), (end.Submission.InputText, end.State, end.Version));
    }

    [Fact]
    public async Task A_repeated_call_finds_the_task()
    {
        var submission = OneSilo.Submission("again") with { RequestHash = "a" };
        var (task, receipt) = Begin(submission);
        await receipt;

        Assert.Equal((SubmitOutcome.Existing, TaskState.Completed), ((await task.Submit(submission)).Outcome, (await task.Submit(submission with { Attendance = Attendance.AwaitsAnswer })).State));
    }

    [Fact]
    public async Task A_task_that_cannot_be_written_is_not_accepted_and_its_engine_is_stopped()
    {
        await using var lost = new OneSilo();
        await lost.InitializeAsync();
        await OneSilo.EndOf(await lost.SubmitAsync(OneSilo.Submission("before")));
        await lost.Store.DisposeAsync();

        var task = lost.Grains.GetGrain<ITaskGrain>(Guid.NewGuid());
        await Assert.ThrowsAsync<UnavailableException>(() => task.Submit(OneSilo.Submission("cpu:forever", ComputeTarget.Cpu) with { Attendance = Attendance.AwaitsAnswer }));

        while (lost.Gate.Pending + lost.Lanes.All.Sum(lane => lane.Queue.Running) > 0)
            await Task.Delay(10, TestContext.Current.CancellationToken);
    }

    private (ITaskGrain Task, Task<SubmitReceipt> Receipt) Begin(TaskSubmission submission, Attendance attendance = Attendance.AwaitsAnswer)
    {
        var task = silo.Grains.GetGrain<ITaskGrain>(Guid.NewGuid());
        return (task, task.Submit(submission with { Attendance = attendance }));
    }
}
