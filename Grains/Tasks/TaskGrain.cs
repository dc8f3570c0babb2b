using Microsoft.Extensions.Logging;
using Orchestrator.Grains.Stores;

namespace Orchestrator.Grains;

/// <summary>
/// Owns one task: accepts it durably, starts its <see cref="TaskRun"/> as a background turn and stays responsive meanwhile.
/// It leaves memory at the end of the task; a later reader brings it back from the store.
/// </summary>
[CollectionAgeLimit(AlwaysActive = true), AvoidDraining]
internal sealed partial class TaskGrain(TaskServices services, ILogger<TaskGrain> logger) : Grain, ITaskGrain
{
    private TaskSnapshot? _finished;
    private TaskRun? _run;
    private Task _work = Task.CompletedTask;
    private int _watchers;

    private Guid Id => this.GetPrimaryKey();

    private TaskSnapshot? Current => _run?.Snapshot ?? _finished;

    public async Task<SubmitReceipt> Submit(TaskSubmission submission)
    {
        if (Current is { } known)
            return Receipt(known, submission);
        if (!services.Gate.TryEnter(submission.Priority))
            return Overloaded(submission.Priority);

        var task = NewTask(submission);
        // While the database is away work would be begun, and paid for, that nobody may hear of.
        if (submission.Attendance != Attendance.Leaves && services.Store.IsKeepingUp)
            return await ServeAsync(task);
        bool created;
        try
        {
            // No read first: a new task is the rule, and the insert itself tells when it is not.
            created = await CreateAsync(task);
        }
        catch
        {
            // Whether the row was written is not known: if it was, the task must run although its client was told nothing.
            services.Gate.Leave();
            services.Local.Leave(Id);
            throw;
        }

        if (!created)
        {
            services.Gate.Leave();
            return await ReceiptOfStoredAsync(submission);
        }

        var receipt = Accepted(task);
        Start(task, decisions: []);
        return receipt;
    }

    public async Task<TaskSnapshot?> Get(int waitMs)
    {
        var task = Current ?? await LoadAsync();
        if (task is null or { IsTerminal: true } || waitMs <= 0)
            return task;
        if (_run is null)
            await this.AsReference<ITaskGrain>().Resume();
        if (_run is { } run)
            await run.WaitAsync(TimeSpan.FromMilliseconds(waitMs));
        return Current ?? task;
    }

    public async Task<CancelReceipt?> Cancel()
    {
        if (await LoadUnlessKnownAsync() is not { } task)
            return null;
        if (_run is null && !task.IsTerminal)
            await this.AsReference<ITaskGrain>().Resume();
        if (_run is not { Snapshot.IsTerminal: false } run)
            return new CancelReceipt(false, Current ?? task);
        run.RequestCancel();
        await run.WaitAsync(Timeout.InfiniteTimeSpan);
        return new CancelReceipt(run.Snapshot.State == TaskState.Cancelled, run.Snapshot);
    }

    public async Task Resume()
    {
        if (_run is not null || await LoadAsync() is not { IsTerminal: false } task)
            return;
        var owner = services.SiloAddress;
        if (!await services.Store.ClaimAsync(task.Id, task.Version, owner))
        {
            // Somebody else was faster, or the task ended: whatever is true now is in the store.
            _finished = null;
            DeactivateOnIdle();
            return;
        }

        services.Gate.Enter();
        Log.Resumed(logger, task.Id, task.Owner);
        Start(TaskRun.Recovered(task, owner, services.IsStopping(task.Owner)), decisions: task.Decision is { } last ? [last] : []);
    }

    public Task HandOn()
    {
        if (_run is { Snapshot.IsTerminal: false } run)
        {
            run.Abandon();
            DeactivateOnIdle();
        }

        return Task.CompletedTask;
    }

    public Task Reroute(ComputeTarget from)
    {
        _run?.RequestMove(from);
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<TaskEvent> Watch(long afterSequence, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (await LoadUnlessKnownAsync() is not { } task)
            yield break;
        if (_run is null && !task.IsTerminal)
            await this.AsReference<ITaskGrain>().Resume();
        if (_run is not { } run)
        {
            foreach (var past in TaskEventLog.Past(Current ?? task).Where(past => past.Sequence > afterSequence))
                yield return past;
            yield break;
        }

        _watchers++;
        try
        {
            await foreach (var taskEvent in run.Events.Follow(afterSequence, awaitsAnswer: false, cancellationToken))
                yield return taskEvent;
        }
        finally
        {
            _watchers--;
            LeaveSoon();
        }
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_run is not { } run)
            return Task.CompletedTask;
        // Not only a silo that shuts down ends activations: so does the loss of the silo that kept their place in the directory.
        if (!run.Snapshot.IsTerminal)
            run.Abandon();
        services.Local.Forget(run);
        return Task.CompletedTask;
    }

    /// <summary>Begins the work before the first write; the caller gets its receipt after it, and with the task's end if both were one.</summary>
    private async Task<SubmitReceipt> ServeAsync(TaskSnapshot task)
    {
        var first = CreateSoon(task);
        var run = Start(task, decisions: [], first);
        try
        {
            if (await first.Completion)
            {
                var receipt = Accepted(task);
                if (task.Submission.Attendance == Attendance.AwaitsStream || !first.IsWithEnd)
                    return receipt;
                await run.WaitAsync(Timeout.InfiniteTimeSpan);
                return receipt with { Finished = run.Snapshot };
            }
        }
        catch
        {
            // As in Submit; the run ends without an end of the task.
            run.Withdraw();
            services.Local.Leave(Id);
            throw;
        }

        run.Withdraw();
        await _work;
        return await ReceiptOfStoredAsync(task.Submission);
    }

    private Task<bool> CreateAsync(TaskSnapshot task)
    {
        using var stage = StageMeter.Measure(TaskStage.Accept);
        return services.Store.CreateAsync(task);
    }

    private FirstWrite CreateSoon(TaskSnapshot task)
    {
        using var stage = StageMeter.Measure(TaskStage.Accept);
        return services.Store.CreateSoon(task);
    }

    private SubmitReceipt Accepted(TaskSnapshot task)
    {
        Log.Submitted(logger, task.Id, WireNames.Of(task.Submission.Type), WireNames.Of(task.Submission.Priority), task.Submission.Account);
        services.Metrics.Accepted();
        return new SubmitReceipt(SubmitOutcome.Accepted, task.Id, task.State, task.CreatedAt);
    }

    private TaskRun Start(TaskSnapshot task, IReadOnlyList<RoutingDecision> decisions, FirstWrite? first = null)
    {
        var run = _run = new TaskRun(task, decisions, services, first);
        services.Local.Started(run);
        _work = RunToEndAsync(run);
        return run;
    }

    private async Task RunToEndAsync(TaskRun run)
    {
        try
        {
            await run.RunAsync();
        }
        finally
        {
            services.Gate.Leave();
            services.Local.Ended(run.Id);
            if (!run.Snapshot.IsTerminal)
                Forget(run);
            LeaveSoon();
        }
    }

    private void LeaveSoon() => services.Lingering.Add(GrainContext, LeaveWhenDone, briefly: _run is { IsAttended: true });

    /// <summary>A finished task leaves memory when nobody has anything left to read from it.</summary>
    private void LeaveWhenDone()
    {
        if (_watchers == 0 && (_run is null || _run.Events.IsClosed))
            DeactivateOnIdle();
    }

    /// <summary>What is true of a run that ended before its task is only in the store.</summary>
    private void Forget(TaskRun run)
    {
        if (!run.IsFencedOff)
            services.Local.Leave(run.Id);
        services.Local.Forget(run);
        (_run, _finished) = (null, null);
    }

    /// <summary>The answer for a task that is stored already. If nobody works on it, as after a write whose answer was lost, this activation does.</summary>
    private async Task<SubmitReceipt> ReceiptOfStoredAsync(TaskSubmission submission)
    {
        var task = await LoadAsync() ?? throw new InvalidOperationException("The task exists but cannot be read.");
        if (!task.IsTerminal)
            await Resume();
        return Receipt(task, submission);
    }

    private async ValueTask<TaskSnapshot?> LoadUnlessKnownAsync() => Current ?? await LoadAsync();

    private async Task<TaskSnapshot?> LoadAsync()
    {
        var task = await services.Store.ReadAsync(Id, CancellationToken.None);
        if (_run is not null)
            return _run.Snapshot;
        if (task is null or { IsTerminal: true })
            LeaveSoon();
        return _finished = task;
    }

    private TaskSnapshot NewTask(TaskSubmission submission) => new()
    {
        Id = Id,
        Submission = submission,
        State = TaskState.Pending,
        CreatedAt = services.Time.GetUtcNow(),
        Version = 1,
        Owner = services.SiloAddress,
    };

    private static SubmitReceipt Receipt(TaskSnapshot task, TaskSubmission submission) => new(
        task.Submission.RequestHash == submission.RequestHash ? SubmitOutcome.Existing : SubmitOutcome.Conflict,
        task.Id,
        task.State,
        task.CreatedAt);

    private SubmitReceipt Overloaded(TaskPriority priority)
    {
        DeactivateOnIdle();
        return new SubmitReceipt(SubmitOutcome.Overloaded, Id, TaskState.Pending, services.Time.GetUtcNow(), AdmissionGate.RetryAfterSeconds(priority));
    }
}
