namespace Orchestrator.Gateway.Tests;

/// <summary>A task grain of a real cluster that finishes whatever it is given.</summary>
internal sealed class TestTaskGrain : Grain, ITaskGrain
{
    private TaskSnapshot? _task;

    public Task<SubmitReceipt> Submit(TaskSubmission submission)
    {
        Guid id = this.GetPrimaryKey();
        _task = Samples.Completed(Samples.Pending(id)) with { Submission = submission };
        return Task.FromResult(new SubmitReceipt(SubmitOutcome.Accepted, id, TaskState.Pending, Samples.Now));
    }

    public Task<TaskSnapshot?> Get(int waitMs) => Task.FromResult(_task);

    public Task<CancelReceipt?> Cancel() => Task.FromResult(_task is null ? null : new CancelReceipt(false, _task));

    public Task Resume() => Task.CompletedTask;

    public Task HandOn() => Task.CompletedTask;

    public Task Reroute(ComputeTarget from) => Task.CompletedTask;

    public async IAsyncEnumerable<TaskEvent> Watch(
        long afterSequence, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        yield return new TaskEvent(1, TaskEventKind.Done, null, _task, 1);
    }
}

/// <summary>A window that never closes.</summary>
internal sealed class TestRateLimitGrain : Grain, IRateLimitGrain
{
    public Task<RateLimitLease> Take(int limitPerMinute) => Task.FromResult(new RateLimitLease(true, limitPerMinute, limitPerMinute - 1, 60, 0));
}

/// <summary>A store that has nothing.</summary>
internal sealed class TestQueryGrain : Grain, ITaskQueryGrain
{
    public Task<TaskPage> List(TaskQuery query) => query.Cursor is null
        ? Task.FromResult(new TaskPage([], null))
        : throw new ArgumentException("not one of ours", nameof(query));

    public Task<DecisionLogPage> DecisionLog(int page, int pageSize, ComputeTarget? target, DecisionStage? stage) => Task.FromResult(new DecisionLogPage([], 0));

    public Task<RoutingStats> Stats(int hours) => Task.FromResult(Samples.Stats);

    public Task<RoutingStats> Totals(StatsQuery query) => Task.FromResult(Samples.Stats);

    public Task<GroupedStats> Grouped(StatsQuery query) => Task.FromResult(new GroupedStats());

    public Task<BatchStatus?> Batch(Guid batchId) => Task.FromResult<BatchStatus?>(null);

    public Task<string?> CheckStore() => Task.FromResult<string?>(null);

    public Task<ClusterBooks> Books() => Task.FromResult(new ClusterBooks(0, 0, 0, 0, 0));
}
