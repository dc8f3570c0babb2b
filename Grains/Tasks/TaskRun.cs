using System.Diagnostics.CodeAnalysis;
using Orchestrator.Grains.Stores;

namespace Orchestrator.Grains;

/// <summary>
/// One task's way from PENDING to its end: decide, attempt, decide again without what failed, until an answer came or nothing is left.
/// Runs as a background turn of its <see cref="TaskGrain"/>; the one place that changes the task's state. Not thread-safe.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A token source without timer or wait handle holds nothing, and may be cancelled after the end.")]
internal sealed partial class TaskRun
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestRetryPause = TimeSpan.FromSeconds(5);

    private readonly TaskServices _services;
    private readonly IRouterGrain _router;
    private readonly List<RoutingDecision> _decisions;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _acceptedAt;
    private readonly TimeSpan _ageAtStart;
    private WorkStep _step = null!;
    private CancellationTokenSource? _attempt;
    private volatile bool _attemptStarted;
    private bool _booked;
    private bool _moveRequested;
    private bool _cancelRequested;
    private bool _abandoned;

    /// <param name="task">The task as it is.</param>
    /// <param name="decisions">What was decided for it before.</param>
    /// <param name="services">What it needs.</param>
    /// <param name="first">The task's first write where it is still to be made; null when it was.</param>
    public TaskRun(TaskSnapshot task, IReadOnlyList<RoutingDecision> decisions, TaskServices services, FirstWrite? first = null)
    {
        _first = first;
        Snapshot = task;
        _services = services;
        _router = services.Grains.Router;
        _decisions = [.. decisions];
        _acceptedAt = services.Time.GetTimestamp();
        _ageAtStart = services.Time.GetUtcNow() - task.CreatedAt;
        _booked = task.Attempts.Count > 0;
    }

    /// <summary>The task as it is now. Terminal only once that is durable.</summary>
    public TaskSnapshot Snapshot { get; private set; }

    public Guid Id => Snapshot.Id;

    /// <summary>True when another owner has taken the task over.</summary>
    public bool IsFencedOff { get; private set; }

    public TaskEventLog Events { get; } = new();

    /// <summary>Time since the task was accepted, on the monotonic clock while this process lives.</summary>
    private TimeSpan Age => _ageAtStart + _services.Time.GetElapsedTime(_acceptedAt);

    /// <summary>A task of another silo as its new owner takes it up: attempts that were under way are lost, or handed on when that silo stops in good order.</summary>
    public static TaskSnapshot Recovered(TaskSnapshot task, string owner, bool handedOn) => (task.State == TaskState.Pending ? task : task.To(TaskState.Pending)) with
    {
        Owner = owner,
        Version = task.Version + 1,
        Attempts = [.. task.Attempts.Select(attempt => attempt.Outcome is null ? attempt with
        {
            Outcome = handedOn ? AttemptOutcomes.HandedOn : AttemptOutcomes.Lost,
            Error = handedOn ? StoppedSilo : "The silo went away.",
        } : attempt)],
    };

    /// <summary>The task as it is now, for readers on any thread; null once this run has ended without an end of the task: somebody else knows then.</summary>
    public TaskSnapshot? Current => Snapshot is { IsTerminal: false } && _ended.Task.IsCompleted ? null : Snapshot;

    /// <summary>Waits until the task is terminal or the time is over.</summary>
    public async Task WaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        if (_ended.Task.IsCompleted)
            return;
        try
        {
            await _ended.Task.WaitAsync(timeout, _services.Time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The caller asks for the state as it is then.
        }
    }

    /// <summary>Asks for the end; <see cref="WaitAsync"/> tells when it is reached.</summary>
    public void RequestCancel()
    {
        _cancelRequested = true;
        _stop.Cancel();
    }

    /// <summary>Takes the task back from where it waits, so that it is decided again; nothing happens once it has a slot.</summary>
    public void RequestMove(ComputeTarget from)
    {
        if (_attempt is null || _attemptStarted || Snapshot.Decision?.Target != from || Snapshot.Submission.Target is not null)
            return;
        _moveRequested = true;
        _attempt.Cancel();
    }

    /// <summary>Stops without an end, so that another silo can take the task over.</summary>
    public void Abandon()
    {
        _abandoned = true;
        _first?.Hurry();
        _stop.Cancel();
        Events.Close();
    }

    public async Task RunAsync()
    {
        // A receipt that goes out before the work starts.
        if (_first is null)
            await Task.Yield();
        try
        {
            await DecideAndAttemptAsync();
        }
        catch (OperationCanceledException) when (_abandoned)
        {
            // Who takes the task over looks for it in the store.
            if (_first is not null)
                await DecidedAsync(_first);
            if (_first is not { IsRefused: true })
                Log.Abandoned(_services.Logger, Snapshot.Id);
        }
        catch (OperationCanceledException) when (_cancelRequested)
        {
            await FinishAsync(Snapshot.To(TaskState.Cancelled));
        }
        catch (Exception exception) when (!_abandoned)
        {
            Log.Unexpected(_services.Logger, Snapshot.Id, exception);
            await FailAsync(TaskErrorCodes.Internal, "The orchestrator failed on this task; the log has the details.");
        }
        finally
        {
            // The slot of an attempt whose end nobody reported, or of a decision whose answer was lost. A new owner's decision frees it by itself.
            if (_booked && (Snapshot.IsTerminal || _first is { IsRefused: true }))
                _router.Release(Id).Ignore();
            _ended.TrySetResult();
            Events.Close();
        }
    }

    private async Task DecideAndAttemptAsync()
    {
        _step = Step(Snapshot.Submission);
        Snapshot = Snapshot with { Profile = _step.Profile };
        if (LongDocument.Of(Snapshot.Submission, _services.Options.SummaryChunkTokens) is { } document)
            await SummariseAsync(document);
        else if (await RunStepAsync(new TriedTargets(Snapshot.Attempts)) is { } answer)
            await CompleteAsync(answer.Decision, answer.End);
    }

    /// <summary>Decides and attempts the step at hand until it is answered; null when it cannot be, and the task has failed.</summary>
    private async Task<StepAnswer?> RunStepAsync(TriedTargets tried)
    {
        var lostPause = RetryPause;

        while (true)
        {
            Change(Snapshot.State == TaskState.Routing ? Snapshot : Snapshot.To(TaskState.Routing), TaskEventKind.Status);
            var result = await DecideWithinBudgetAsync(_step.Profile, tried);
            if (result.Decision is not { } chosen)
            {
                await FailAsync(tried.FailureCode(result.Failure), tried.Describe(result.Detail));
                return null;
            }

            var (decision, outcome) = await AttemptWithHedgeAsync(chosen, _step.Profile, tried);
            if (outcome.Succeeded)
                return new StepAnswer(decision, outcome);

            if (tried.Add(decision, outcome) is { } failure)
            {
                await FailAsync(failure.Code, failure.Message);
                return null;
            }

            if (!outcome.Lost)
                continue;

            // Until the cluster has noticed that a silo is gone the router may name it again: each pause is longer than the one before.
            await Task.Delay(lostPause, _services.Time, _stop.Token);
            lostPause *= 2;
        }
    }

    private WorkStep Step(TaskSubmission submission, int earlierAttempts = 0, bool speaks = true)
    {
        using var stage = StageMeter.Measure(TaskStage.Decide);
        var profile = _services.Text.Read(TaskAnalyser.Analyse(Submissions.Describe(submission)), submission.InputText);
        return new WorkStep(submission, profile, earlierAttempts, speaks);
    }

    /// <summary>Asks the router until it answers. A silo that just went down, or an engine that is still loading, is worth waiting for.</summary>
    private async Task<DecisionResult> DecideAsync(TaskProfile profile, TriedTargets tried)
    {
        var startedAt = _services.Time.GetTimestamp();
        for (var pause = RetryPause; ; pause = Longer(pause))
        {
            _stop.Token.ThrowIfCancellationRequested();
            try
            {
                _booked = true;
                var result = await _router.Decide(new DecisionRequest(Snapshot.Id, profile, Constraints(tried), Snapshot.Attempts.Count - _step.EarlierAttempts));
                if (result.Decision is not null || !result.MayRecover || _services.Time.GetElapsedTime(startedAt) > _services.Options.NoTargetGrace)
                    return result;
            }
            catch (Exception exception) when (ClusterFaults.ArePassing(exception) && Age < _services.Options.TaskTimeout)
            {
                Log.RouterUnavailable(_services.Logger, Snapshot.Id, exception.Message);
            }

            await Task.Delay(pause, _services.Time, _stop.Token);
        }
    }

    /// <summary>What is left of the caller's limits for the next attempt.</summary>
    private DecisionConstraints Constraints(TriedTargets tried)
    {
        var submission = Snapshot.Submission;
        return new DecisionConstraints(
            submission.Target,
            submission.Model,
            submission.MaxCostUsd is { } cap ? Math.Max(0, cap - SpentUsd) : null,
            submission.MaxLatencyMs is { } sla ? Math.Max(1, (int)(sla - Age.TotalMilliseconds)) : null,
            tried.Excluded)
        {
            NotAllowed = Account?.BarredTargets ?? TargetSet.None,
            OverBudget = _overBudget,
        };
    }

    private Task CompleteAsync(RoutingDecision decision, AttemptEnd outcome)
    {
        var result = outcome.Result!;
        var latency = Age.TotalMilliseconds;
        var submission = Snapshot.Submission;
        var cost = TaskCosts.Total(Snapshot.Attempts, outcome.CostUsd, _chunks);
        var (input, output) = TaskCosts.Tokens(result, _chunks);
        return FinishAsync(Snapshot.To(TaskState.Completed) with
        {
            Result = submission.Type == TaskType.Embedding ? null : outcome.Text,
            Embedding = result.Embedding,
            InputTokens = input,
            OutputTokens = output,
            ActualCostUsd = cost,
            CloudBaselineCostUsd = _services.Costs.Baseline(submission.Type, input, output, _services.Time.GetUtcNow()),
            ActualLatencyMs = latency,
            QueueMs = result.QueueMs,
            TimeToFirstTokenMs = outcome.FirstTokenAgeMs,
            SlaMet = submission.MaxLatencyMs is { } sla ? latency <= sla : null,
            Simulated = result.Simulated || _chunks.Exists(chunk => chunk.Simulated),
            FinishReason = result.FinishReason,
            ToolCallsJson = result.ToolCallsJson,
        });
    }

    private Task FailAsync(string code, string message) => FinishAsync(Snapshot.To(TaskState.Failed) with { Error = new TaskError(code, message) });

    /// <summary>The second durable write. Whoever was fenced off by a newer owner ends silently: the other one's result is the task's.</summary>
    private async Task FinishAsync(TaskSnapshot terminal)
    {
        terminal = terminal with
        {
            Version = Snapshot.Version + 1,
            CompletedAt = _services.Time.GetUtcNow(),
            ActualLatencyMs = terminal.ActualLatencyMs ?? Age.TotalMilliseconds,
            ActualCostUsd = terminal.State == TaskState.Completed ? terminal.ActualCostUsd : TaskCosts.Total(Snapshot.Attempts, lastCost: 0m, _chunks),
            SlaMet = terminal.Submission.MaxLatencyMs is null ? null : terminal.SlaMet ?? false,
        };
        if (!await WriteEndAsync(terminal))
        {
            IsFencedOff = true;
            if (_first is not { IsRefused: true })
                Log.FencedOff(_services.Logger, Snapshot.Id, Snapshot.Version);
            return;
        }

        Snapshot = terminal;
        Settle(terminal);
        Events.Add(TaskEventKind.Done, terminal);
        _services.Metrics.Finished(terminal);
        Log.Finished(_services.Logger, Snapshot.Id, WireNames.Of(terminal.State), terminal.ActualLatencyMs ?? 0, terminal.Error?.Code ?? "");
    }

    private async Task<bool> WriteEndAsync(TaskSnapshot terminal)
    {
        for (var pause = RetryPause; ; pause = Longer(pause))
        {
            try
            {
                return await CompleteAsync(terminal);
            }
            catch (UnavailableException) when (_first is { IsRefused: true })
            {
                // Never accepted, and its caller is told so.
                return false;
            }
            catch (UnavailableException exception) when (!_abandoned)
            {
                // The answer is not thrown away because the database is away for a while.
                Log.StoreUnavailable(_services.Logger, Snapshot.Id, exception.Message);
                await Task.Delay(pause, _services.Time);
            }
        }
    }

    private Task<bool> CompleteAsync(TaskSnapshot terminal)
    {
        using var stage = StageMeter.Measure(TaskStage.Finish);
        return _services.Store.CompleteAsync(terminal, _decisions, _first);
    }

    private void Change(TaskSnapshot next, TaskEventKind kind)
    {
        Snapshot = next;
        Events.Add(kind, next);
        _services.Store.NoteProgress(next);
    }

    private static TimeSpan Longer(TimeSpan pause) => pause < LongestRetryPause ? pause * 1.5 : LongestRetryPause;
}
