using System.Text;

namespace Orchestrator.Grains;

/// <summary>How one attempt ended, with what only the task knows of it.</summary>
/// <param name="Result">The executor's measurement; null when the silo went away.</param>
/// <param name="Text">The whole answer of this attempt.</param>
/// <param name="Lost">True when the silo that ran it went away: says nothing of the target.</param>
/// <param name="Error">What went wrong; null when nothing did.</param>
/// <param name="CostUsd">What the attempt cost, USD; null when usage or a price is missing.</param>
/// <param name="FirstTokenAgeMs">The task's age at the first token of this attempt, milliseconds; null when none came.</param>
internal sealed record AttemptEnd(AttemptResult? Result, string Text, bool Lost, string? Error, decimal? CostUsd, double? FirstTokenAgeMs)
{
    public EngineFault? Fault => Result?.Fault;

    /// <summary>True when the task was taken back before it had a slot, to be decided again.</summary>
    public bool Moved { get; init; }

    /// <summary>True when the silo gave it back because it is about to stop: says nothing of the target, and the router knows already.</summary>
    public bool HandedOn { get; init; }

    /// <summary>True when another attempt beside it had the first token, and this one was stopped.</summary>
    public bool HedgeLost { get; init; }

    /// <summary>For one that lost: how long it held its slot without a token, milliseconds; null when it never had one.</summary>
    public double? SilentMs { get; init; }

    public bool Succeeded => this is { Fault: null, Lost: false, Moved: false, HandedOn: false, HedgeLost: false };
}

internal sealed partial class TaskRun
{
    private const string StoppedSilo = "The silo was stopped and gave the task back.";

    /// <summary>Runs one attempt to its end.</summary>
    /// <param name="decision">Where.</param>
    /// <param name="booking">What the router has booked its slot under: the task's id, or that of its second attempt.</param>
    /// <param name="race">Whom it competes with; null for nobody.</param>
    private async Task<AttemptEnd> AttemptAsync(RoutingDecision decision, Guid booking, AttemptRace? race)
    {
        var isFirst = booking == Snapshot.Id;
        var number = Snapshot.Attempts.Count + 1;
        _decisions.Add(decision);
        Log.Routed(_services.Logger, Snapshot.Id, WireNames.Of(decision.Target), decision.Model, WireNames.Of(decision.Stage));
        Snapshot = (isFirst ? Snapshot.To(TaskState.Executing) : Snapshot) with
        {
            Decision = decision.WithoutSnapshot(),
            Attempts = [.. Snapshot.Attempts, Begin(decision)],
        };
        Events.Add(TaskEventKind.Decision, Snapshot);
        Change(Snapshot, TaskEventKind.Attempt);

        AttemptEnd end;
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        race?.Enter(number, attempt);
        if (isFirst)
            (_attempt, _attemptStarted, _moveRequested) = (attempt, false, false);
        try
        {
            end = await ConsumeAsync(decision, number, race, attempt.Token);
        }
        catch (OperationCanceledException) when (attempt.IsCancellationRequested)
        {
            // One-way in spirit: the task's end must not wait for an engine that may be stuck.
            _services.Executors.Cancel(decision, Snapshot.Id, number);
            end = race is not null && race.HasLost(number) && !_stop.IsCancellationRequested
                ? Beaten(decision, race.SilenceOf(number, _services.Time))
                : new AttemptEnd(null, "", Lost: false, null, 0m, null) { Moved = isFirst && _moveRequested && !_stop.IsCancellationRequested };
            if (end is { Moved: false, HedgeLost: false })
            {
                Close(number, booking, decision, AttemptOutcomes.Cancelled, end);
                throw;
            }
        }
        finally
        {
            race?.Leave(number);
            if (isFirst)
                _attempt = null;
        }

        Close(number, booking, decision, AttemptOutcomes.Of(end), end);
        return end;
    }

    private async Task<AttemptEnd> ConsumeAsync(RoutingDecision decision, int number, AttemptRace? race, CancellationToken stop)
    {
        var (submission, profile) = (_step.Submission, _step.Profile);
        var maxOutputTokens = Smaller(submission.MaxOutputTokens, decision.MaxOutputTokens);
        var request = new AttemptRequest(
            Snapshot.Id, number, submission, decision.Engine, decision.Model, maxOutputTokens, profile.EstimatedInputTokens, profile.EstimatedOutputTokens);
        var text = new StringBuilder();
        double? firstTokenAt = null;
        AttemptResult? result = null;
        string error = "The silo ended the attempt without a result.";
        var updates = _services.Executors.Execute(decision, request, race is null ? () => _attemptStarted = true : null, stop).GetAsyncEnumerator(stop);
        try
        {
            while (result is null && await updates.MoveNextAsync())
            {
                var update = updates.Current;
                _attemptStarted |= update.Started || update.Text is not null;
                if (update.Started)
                    race?.Started(number, _services.Time.GetTimestamp());
                if (race is not null && (update.Text is { Length: > 0 } || update.Result is { Fault: null, Cancelled: false }))
                    Speak(decision, number, race, stop);
                if (update.Text is { Length: > 0 } delta)
                {
                    firstTokenAt ??= Age.TotalMilliseconds;
                    text.Append(delta);
                    if (_step.Speaks)
                        Events.AddText(delta, number);
                    if (submission.Attendance == Attendance.AwaitsStream)
                        _first?.Hurry();
                }

                result = update.Result;
            }
        }
        catch (Exception exception) when (!stop.IsCancellationRequested)
        {
            error = $"The silo went away: {ClusterFaults.Describe(exception)}";
            Log.AttemptLost(_services.Logger, Snapshot.Id, decision.Silo, exception.Message);
        }
        finally
        {
            Executors.DisposeInBackground(updates);
        }

        stop.ThrowIfCancellationRequested();
        return result switch
        {
            null => new AttemptEnd(null, text.ToString(), Lost: true, error, 0m, firstTokenAt),
            { Cancelled: true } => new AttemptEnd(null, text.ToString(), Lost: false, StoppedSilo, 0m, firstTokenAt) { HandedOn = true },
            _ => new AttemptEnd(result, text.ToString(), Lost: false, result.Error, Cost(decision, result), firstTokenAt),
        };
    }

    private decimal? Cost(RoutingDecision decision, AttemptResult result) => result.Fault is not null && result.OutputTokens is null
        ? 0m
        : _services.Costs.Actual(decision.Target, decision.Model, Snapshot.Submission.Type, result.InputTokens, result.OutputTokens, result.ServiceMs, _services.Time.GetUtcNow());

    private TaskAttempt Begin(RoutingDecision decision) => new()
    {
        Target = decision.Target,
        Model = decision.Model,
        Engine = decision.Engine,
        Silo = decision.Silo,
        StartedAt = _services.Time.GetUtcNow(),
    };

    /// <summary>Writes the end into the attempt and tells the router, which frees the slot it had booked.</summary>
    private void Close(int number, Guid booking, RoutingDecision decision, string outcome, AttemptEnd end)
    {
        var closed = Snapshot.Attempts[number - 1] with
        {
            FinishedAt = _services.Time.GetUtcNow(),
            Outcome = outcome,
            Error = end.Error,
            CostUsd = end.CostUsd ?? 0m,
            QueueMs = end.Result?.QueueMs ?? 0,
            TimeToFirstTokenMs = end.Result?.TimeToFirstTokenMs,
        };
        Snapshot = Snapshot with { Attempts = [.. Snapshot.Attempts.Take(number - 1), closed, .. Snapshot.Attempts.Skip(number)] };
        var report = AttemptOutcomes.ForRouter(Snapshot, decision, end, outcome == AttemptOutcomes.Cancelled, Age);
        _services.Metrics.Attempted(decision, end);
        _router.Report(booking, report).Ignore();
        if (booking == Snapshot.Id)
            _booked = false;
    }

    private static int? Smaller(int? first, int? second) => first is null ? second : second is null ? first : Math.Min(first.Value, second.Value);
}
