namespace Orchestrator.Grains;

/// <summary>Knows how long the first token of an attempt may take before a second attempt is worth its price. Used from the router only: not thread-safe.</summary>
internal sealed class HedgeClock
{
    private readonly FirstTokenTimes _times = new();

    public void Record(AttemptOutcome outcome)
    {
        if (outcome is { TimeToFirstTokenMs: { } ms, ColdStart: false, Fault: null })
            _times.Record(outcome.Engine, outcome.Model, outcome.Type, ms);
    }

    /// <summary>The decision with the time after which it may be hedged, where that is allowed and known.</summary>
    public RoutingDecision Mark(RoutingDecision decision, DecisionRequest request, HedgeSettings settings) =>
        settings.Enabled && !request.IsHedge && request.Profile.Priority == TaskPriority.Urgent && request.Constraints.Target is null
        && _times.P95(decision.Engine, decision.Model, request.Profile.Type, settings.MinSamples) is { } p95
            ? decision with { HedgeAfterMs = Math.Max(settings.MinWaitMs, p95) }
            : decision;
}
