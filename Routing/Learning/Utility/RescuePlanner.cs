namespace Orchestrator.Routing;

/// <summary>A waiting task that should wait or run elsewhere.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="From">Where it waits.</param>
/// <param name="To">Where it is worth more.</param>
/// <param name="GainedUtility">By how much.</param>
public readonly record struct RescueMove(Guid TaskId, ComputeTarget From, ComputeTarget To, double GainedUtility);

/// <summary>
/// Decides waiting tasks again: one that will miss its deadline where it waits moves to where it still helps. A task is sent somewhere a bounded number of times,
/// a move must gain a share of the task's value, and a task nobody waits for any more (twice its SLA is over) stays.
/// </summary>
public sealed class RescuePlanner(UtilityRouter router)
{
    private WaitForecast[] _starts = new WaitForecast[64];

    /// <summary>Finds the moves that are worth it and books them in the router's ledger.</summary>
    /// <param name="view">The machines as they are now.</param>
    /// <param name="now">Seconds on the router's clock.</param>
    /// <param name="moves">Gets the moves, in the order they should be made.</param>
    public void Plan(ClusterView view, double now, ICollection<RescueMove> moves)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(moves);
        if (!router.Settings.Rescue)
            return;

        // By index: an engine that is met for the first time is added at the end.
        for (var i = 0; i < router.Places.Count; i++)
        {
            var place = router.Places[i];
            if (place.Target != ComputeTarget.Cloud && place.Waiting.Length > 0)
                PlanFor(place, view, now, moves);
        }
    }

    private void PlanFor(EnginePlace place, ClusterView view, double now, ICollection<RescueMove> moves)
    {
        if (_starts.Length < place.Waiting.Length)
            _starts = new WaitForecast[place.Waiting.Length * 2];

        place.Starts(now, _starts);
        // From the back: whoever leaves there delays nobody, and those ahead are judged after.
        for (var i = place.Waiting.Length - 1; i >= 0; i--)
        {
            var waiting = place.Waiting[i];
            if (waiting.Sent >= router.Settings.MaxSent || now - waiting.Task.ArrivedAt > 2.0 * waiting.Task.Stake.SlaSeconds)
                continue;

            var here = router.Assess(waiting.Task, place, _starts[i], now).Utility;
            if (BestElsewhere(waiting.Task, place, view, now) is not { } better || better.Utility <= Math.Max(0.0, here + (router.Settings.MoveGain * waiting.Task.Stake.Value)))
                continue;

            router.Book(waiting.Id, waiting.Task, better.Place, now);
            moves.Add(new RescueMove(waiting.Id, place.Target, better.Place.Target, better.Utility - here));
            place.Starts(now, _starts);
            i = Math.Min(i, place.Waiting.Length);
        }
    }

    private (EnginePlace Place, double Utility)? BestElsewhere(in UtilityTask task, EnginePlace place, ClusterView view, double now)
    {
        (EnginePlace Place, double Utility)? best = null;
        foreach (var engine in view.Engines)
        {
            if (engine.Unusable is not null || engine.ModelFor(task.Type) is null || !task.Allowed.Contains(engine.Target) || task.InputTokens + task.TypicalOutput > engine.ContextTokens)
                continue;

            var other = router.PlaceOf(engine);
            if (other == place)
                continue;

            var utility = router.Assess(task, other, other.WaitFor(task.Stake.Value, now), now).Utility;
            if (best is null || utility > best.Value.Utility)
                best = (other, utility);
        }

        return best;
    }
}
