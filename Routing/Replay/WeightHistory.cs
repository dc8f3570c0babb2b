namespace Orchestrator.Routing;

/// <summary>Turns logged decisions into what the weight optimiser learns from, whichever stage decided: the scored stage's terms follow from the snapshot.</summary>
public static class WeightHistory
{
    /// <summary>One sample for every first decision that can be judged.</summary>
    /// <param name="history">Logged decisions.</param>
    /// <param name="policy">The active policy, whose objective judges them.</param>
    /// <param name="weights">The weights in use.</param>
    public static IReadOnlyList<WeightSample> Of(IEnumerable<RecordedDecision> history, RoutingPolicy policy, ScoreWeights weights)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(policy);
        var scored = new DecisionReplay(policy, RoutingStage.Scored, weights);
        List<WeightSample> samples = [];
        foreach (var recorded in history.Where(recorded => recorded is { AttemptNumber: 1, Outcome.End: not RecordedEnd.Unknown }))
        {
            if (scored.Decide(recorded) is not { Stage: DecisionStage.Scored } decision)
                continue;

            var stake = TaskStake.Of(policy.Settings, recorded.Profile.Priority, recorded.Decision.Snapshot!.SlaMs);
            samples.Add(new WeightSample(decision.Candidates, recorded.Decision.Target, recorded.RealizedUtility(stake)));
        }

        return samples;
    }
}
