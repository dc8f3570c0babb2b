namespace Orchestrator.Routing;

/// <summary>Compares a replay with what happened. Only first decisions count: what follows a failure depends on it.</summary>
public static class ReplaySummary
{
    /// <summary>Replays the first decision of every logged task.</summary>
    public static ReplayReport Of(IEnumerable<RecordedDecision> history, DecisionReplay replay)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(replay);
        var (happened, estimated, replayed) = (new Tally(), new Tally(), new Tally());
        List<LoggedReward> rewards = [];
        var (skipped, agreed, explored) = (0, 0, 0);
        foreach (var recorded in history.Where(recorded => recorded.AttemptNumber == 1))
        {
            if (recorded.Outcome.End == RecordedEnd.Unknown || replay.Decide(recorded) is not { } other)
            {
                skipped++;
                continue;
            }

            var (decision, snapshot) = (recorded.Decision, recorded.Decision.Snapshot!);
            var stake = TaskStake.Of(replay.Policy.Settings, recorded.Profile.Priority, snapshot.SlaMs);
            var utility = recorded.RealizedUtility(stake);
            happened.Add(
                decision.Target, recorded.Outcome.TaskCostUsd ?? decision.EstimatedCostUsd, recorded.Outcome.TaskLatencyMs,
                recorded.Outcome.TaskCompleted && recorded.Outcome.TaskLatencyMs <= snapshot.SlaMs ? 1.0 : 0.0, utility);
            var logged = Forecast(stake, decision, snapshot, decision.Target, estimated);
            var chosen = Forecast(stake, decision, snapshot, other.Target, replayed);
            var same = other.Target == decision.Target;
            agreed += same ? 1 : 0;
            explored += decision.Propensity < 1.0 ? 1 : 0;
            rewards.Add(new LoggedReward(utility, Math.Clamp(decision.Propensity, 1e-3, 1.0), same ? 1.0 : 0.0, logged, chosen));
        }

        var count = rewards.Count;
        return new ReplayReport(
            count, skipped, count > 0 ? (double)agreed / count : 0.0, happened.Figures(count), estimated.Figures(count), replayed.Figures(count),
            count > 0 ? OffPolicyEvaluation.Estimate(rewards) : null, count > 0 ? (double)explored / count : 0.0);
    }

    private static double Forecast(in TaskStake stake, RoutingDecision decision, DecisionSnapshot snapshot, ComputeTarget target, Tally tally)
    {
        var (recorded, cost) = (snapshot.Of(target)!, decision.Candidates.First(candidate => candidate.Target == target).EstimatedCostUsd);
        var forecast = UtilityForecast.Of(stake, recorded.Forecast, (double)cost / snapshot.ReferenceCostUsd, delayPerSecond: 0.0);
        tally.Add(target, cost, 1000.0 * (forecast.WaitSeconds + forecast.ServiceSeconds), forecast.SuccessInTime, forecast.Utility);
        return forecast.Utility;
    }

    private sealed class Tally
    {
        private readonly int[] _byTarget = new int[TargetSet.All.Count];
        private decimal _cost;
        private double _latency;
        private double _inTime;
        private double _utility;

        public void Add(ComputeTarget target, decimal cost, double latencyMs, double inTime, double utility)
        {
            _byTarget[(int)target]++;
            (_cost, _latency, _inTime, _utility) = (_cost + cost, _latency + latencyMs, _inTime + inTime, _utility + utility);
        }

        public ReplayFigures Figures(int count) => new(
            TargetSet.All.ToDictionary(target => target, target => _byTarget[(int)target]),
            _cost,
            _latency / Math.Max(1, count),
            _inTime / Math.Max(1, count),
            _utility / Math.Max(1, count));
    }
}
