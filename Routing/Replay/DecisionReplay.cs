namespace Orchestrator.Routing;

/// <summary>
/// Takes logged decisions again, with another policy, stage or weights, on the snapshots they were taken on. The machines' queues stay as they were: what a
/// different choice would have done to later tasks is not part of the answer.
/// </summary>
/// <param name="policy">The policy to replay.</param>
/// <param name="stage">The stage to replay; <see cref="RoutingStage.Bandit"/> counts as ml without exploring.</param>
/// <param name="weights">Learned weights of the scored stage; null for the policy's.</param>
public sealed class DecisionReplay(RoutingPolicy policy, RoutingStage stage, ScoreWeights? weights = null)
{
    private static readonly UtilitySettings Settings = new();
    private static readonly OutcomeStatistics Nothing = new();

    /// <summary>The policy that is replayed.</summary>
    public RoutingPolicy Policy => policy;

    /// <summary>What would have been decided; null when the log holds no snapshot of it, or the task was pinned.</summary>
    public RoutingDecision? Decide(RecordedDecision recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        if (recorded.Decision is not { Snapshot: { } snapshot, Stage: not DecisionStage.Pinned })
            return null;

        var candidates = new Candidate[TargetSet.All.Count];
        var available = Restore(recorded.Decision, snapshot, candidates);
        if (available.IsEmpty)
            return null;

        var inputs = new DecisionInputs
        {
            Profile = recorded.Profile,
            Constraints = DecisionConstraints.None with { MaxLatencyMs = snapshot.MaxLatencyMs },
            View = ClusterView.Empty,
            Policy = policy,
            Costs = CostBook.Empty,
            Statistics = Nothing,
            Stage = stage == RoutingStage.Bandit ? RoutingStage.Ml : stage,
            Now = recorded.Decision.DecidedAt,
            LearnedWeights = weights,
        };
        var facts = RuleFacts.Gather(recorded.Profile, snapshot.Cluster, recorded.Decision.DecidedAt);
        return new DecisionEngine(new RecordedUtilityStage(snapshot, Settings)).DecideAmong(inputs, facts, candidates, available).Decision;
    }

    private static TargetSet Restore(RoutingDecision decision, DecisionSnapshot snapshot, Candidate[] candidates)
    {
        var available = TargetSet.None;
        foreach (var assessment in decision.Candidates)
        {
            ref var candidate = ref candidates[(int)assessment.Target];
            candidate.Target = assessment.Target;
            candidate.ExcludedBecause = assessment.ExcludedBecause;
            if (snapshot.Of(assessment.Target) is not { } recorded || assessment.Silo is null)
                continue;

            candidate.ExcludedBecause = null;
            candidate.Engine = EngineState.Recorded(assessment, recorded);
            candidate.Model = assessment.Model;
            candidate.CostUsd = assessment.EstimatedCostUsd;
            candidate.WaitMs = recorded.WaitMs;
            candidate.Service = new ServicePrediction(recorded.ServiceMs, 0.0, 0.0, recorded.SuccessRate, recorded.Forecast.Quality, 0.0);
            available = available.With(assessment.Target);
        }

        return available;
    }
}
