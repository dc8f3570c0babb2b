namespace Orchestrator.Grains;

/// <summary>
/// A second attempt beside the first, for an URGENT task whose first attempt is later with its first token than it nearly always is. The first token decides: from then on
/// one attempt speaks and the other is stopped, so the answer is never mixed and never comes twice.
/// </summary>
internal sealed partial class TaskRun
{
    /// <summary>Runs one attempt, or two of which one answers; the task's decision is the one of the attempt that is returned.</summary>
    private async Task<(RoutingDecision Decision, AttemptEnd End)> AttemptWithHedgeAsync(RoutingDecision decision, TaskProfile profile, TriedTargets tried)
    {
        if (decision.HedgeAfterMs is not { } hedgeAfterMs)
            return (decision, await AttemptAsync(decision, Snapshot.Id, race: null));

        using var race = new AttemptRace();
        var running = AttemptAsync(decision, Snapshot.Id, race);
        RoutingDecision? hedge = null;
        for (var wait = TimeSpan.FromMilliseconds(hedgeAfterMs); hedge is null; wait = Longer(wait + RetryPause))
        {
            if (!await race.IsLateAsync(running, wait, _services.Time, _stop.Token))
                return (decision, await running);
            hedge = await DecideHedgeAsync(decision, profile, tried);
        }

        if (race.IsDecided || running.IsCompleted)
        {
            _router.Release(HedgeBooking).Ignore();
            return (decision, await running);
        }

        Log.Hedged(_services.Logger, Snapshot.Id, WireNames.Of(decision.Target), hedgeAfterMs, WireNames.Of(hedge.Target));
        var second = AttemptAsync(hedge, HedgeBooking, race);
        // Whichever lost the race, or failed, has ended or is about to.
        var ends = await Task.WhenAll(running, second);
        var (last, other) = ends[0].Succeeded || (!ends[1].Succeeded && (ends[1].HedgeLost || TriedTargets.IsFinal(ends[0]))) ? (0, 1) : (1, 0);
        RoutingDecision[] decisions = [decision, hedge];
        if (!ends[other].HedgeLost)
            tried.Add(decisions[other], ends[other]);
        Snapshot = Snapshot with { Decision = decisions[last] };
        return (decisions[last], ends[last]);
    }

    /// <summary>An attempt has its first token, or its answer: it wins, and those who watch are told whose answer follows. One that comes second has nothing to say.</summary>
    private void Speak(RoutingDecision decision, int number, AttemptRace race, CancellationToken stop)
    {
        if (!race.TryWin(number))
            throw new OperationCanceledException(stop);
        if (Snapshot.Decision == decision)
            return;
        Snapshot = Snapshot with { Decision = decision };
        Events.Add(TaskEventKind.Decision, Snapshot);
    }

    /// <summary>The router's ledger holds one booking under an id: the second attempt is booked under one of its own, made of the task's.</summary>
    private Guid HedgeBooking
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            Snapshot.Id.TryWriteBytes(bytes);
            bytes[^1] ^= 0xFF;
            return new Guid(bytes);
        }
    }

    /// <summary>
    /// The end of an attempt that was stopped because another one spoke first. Nobody says what it cost: a cloud has read the prompt by then, a machine of one's own has worked for so long.
    /// </summary>
    private AttemptEnd Beaten(RoutingDecision decision, TimeSpan? silence)
    {
        var cost = silence is { } worked
            ? _services.Costs.Actual(
                decision.Target, decision.Model, Snapshot.Submission.Type, _step.Profile.EstimatedInputTokens, 0, worked.TotalMilliseconds, _services.Time.GetUtcNow())
            : 0m;
        return new AttemptEnd(null, "", Lost: false, null, cost, null) { HedgeLost = true, SilentMs = silence?.TotalMilliseconds };
    }

    /// <summary>Where a second attempt would go, paid for; null when there is nowhere just now: the first one goes on in any case.</summary>
    private async Task<RoutingDecision?> DecideHedgeAsync(RoutingDecision first, TaskProfile profile, TriedTargets tried)
    {
        var constraints = Constraints(tried);
        var worst = AttemptReserve.Of(profile, first, _step.Submission.MaxOutputTokens, _services.Costs, _services.Time.GetUtcNow())?.Usd ?? 0;
        constraints = constraints with
        {
            Excluded = constraints.Excluded.With(first.Target),
            MaxCostUsd = constraints.MaxCostUsd is { } left ? Math.Max(0, left - worst) : null,
        };
        try
        {
            var result = await _router.Decide(new DecisionRequest(HedgeBooking, profile, constraints, Snapshot.Attempts.Count, IsHedge: true));
            if (result.Decision is not { } decision)
                return null;
            if (await PayAsync(decision, profile) is { } paid)
                return paid;
            _router.Release(HedgeBooking).Ignore();
        }
        catch (Exception exception) when (ClusterFaults.ArePassing(exception) || _stop.IsCancellationRequested)
        {
            // The first attempt goes on, or ends by itself when the task is cancelled.
            Log.NotHedged(_services.Logger, Snapshot.Id, exception.Message);
        }

        return null;
    }
}
