namespace Orchestrator.Routing;

/// <summary>
/// What a decision rested on, logged with it: enough to ask what another policy or stage would have chosen, and to learn from what came of it.
/// </summary>
/// <param name="Cluster">The machines.</param>
/// <param name="MaxLatencyMs">The caller's limit as far as it was left, milliseconds; null for none.</param>
/// <param name="SlaMs">The latency the task was measured against, milliseconds.</param>
/// <param name="ReferenceCostUsd">Mean cost of a task on the cloud then, USD: the unit in which cost is weighed.</param>
/// <param name="Candidates">The targets that could be used.</param>
public sealed record DecisionSnapshot(
    ClusterFigures Cluster, int? MaxLatencyMs, double SlaMs, double ReferenceCostUsd, IReadOnlyList<CandidateSnapshot> Candidates)
{
    /// <summary>What was known of a target; null when it could not be used.</summary>
    public CandidateSnapshot? Of(ComputeTarget target)
    {
        foreach (var candidate in Candidates)
        {
            if (candidate.Target == target)
                return candidate;
        }

        return null;
    }

    /// <summary>Takes the snapshot of a decision; to be called before the decision is booked.</summary>
    /// <param name="inputs">What it was taken on.</param>
    /// <param name="decision">The decision.</param>
    /// <param name="router">The learned forecasts.</param>
    /// <param name="now">Seconds on the router's clock.</param>
    public static DecisionSnapshot Take(in DecisionInputs inputs, RoutingDecision decision, UtilityRouter router, double now)
    {
        ArgumentNullException.ThrowIfNull(decision);
        ArgumentNullException.ThrowIfNull(router);
        var task = router.Describe(inputs, decision, now);
        var count = 0;
        foreach (var candidate in decision.Candidates)
            count += candidate.Silo is null ? 0 : 1;

        var candidates = new CandidateSnapshot[count];
        count = 0;
        foreach (var candidate in decision.Candidates)
        {
            if (candidate.Silo is not null)
                candidates[count++] = Take(inputs, candidate, task, router, now);
        }

        return new DecisionSnapshot(
            inputs.View.Figures,
            inputs.Constraints.MaxLatencyMs,
            inputs.Policy.Settings.ExpectedLatency(inputs.Profile, inputs.Constraints),
            router.ReferenceCostUsd,
            candidates);
    }

    private static CandidateSnapshot Take(in DecisionInputs inputs, CandidateAssessment candidate, in UtilityTask task, UtilityRouter router, double now)
    {
        var engine = inputs.View.Find(candidate.Silo!, candidate.Engine!)!;
        var (profile, model) = (inputs.Profile, candidate.Model!);
        var service = inputs.Statistics.Predict(candidate.Target, model, profile.Type, profile.EstimatedInputTokens, profile.EstimatedOutputTokens, inputs.Now);
        return new CandidateSnapshot(
            candidate.Target,
            engine.UtilizationPercent,
            engine.Overloaded,
            ExpectedWait.Of(engine, inputs.Statistics, model, service.ServiceMs, inputs.Now),
            service.ServiceMs,
            service.SuccessRate,
            router.Forecast(task, engine, now));
    }
}
