namespace Orchestrator.Routing;

/// <summary>
/// Pairs what was known at a decision with what came of it. The owner stores the rows; between decision and end at most <paramref name="capacity"/> tasks are remembered,
/// the oldest are dropped first. Not thread safe: one router, one thread.
/// </summary>
public sealed class TrainingLog(int capacity = 20_000)
{
    private readonly Dictionary<Guid, Pending> _pending = [];
    private readonly Queue<Guid> _order = [];

    private sealed record Pending(ComputeTarget Target, string Model, float[] Features, double SlaSeconds, double ServiceSeconds, double InTime);

    /// <summary>Remembers a decision. A later decision for the same task replaces it.</summary>
    /// <param name="id">The task.</param>
    /// <param name="inputs">What was decided on.</param>
    /// <param name="decision">The decision.</param>
    /// <param name="forecast">What was expected at the chosen engine.</param>
    public void Decided(Guid id, in DecisionInputs inputs, RoutingDecision decision, in UtilityForecast forecast)
    {
        ArgumentNullException.ThrowIfNull(decision);
        var sla = inputs.Policy.Settings.ExpectedLatency(inputs.Profile, inputs.Constraints) / 1000.0;
        var features = new float[OutcomeFeatures.Count];
        OutcomeFeatures.Write(inputs.Profile, inputs.View.Figures, sla, forecast, features);
        if (!_pending.ContainsKey(id))
            _order.Enqueue(id);

        _pending[id] = new Pending(decision.Target, decision.Model, features, sla, forecast.ServiceSeconds, forecast.SuccessInTime);
        while (_order.Count > capacity)
            _pending.Remove(_order.Dequeue());
    }

    /// <summary>
    /// What the end of an attempt teaches; null when it teaches nothing: cancelled, a cold start, or not remembered. A task that was moved away counts as one that would
    /// have been late where it was: leaving it out would make every queue look punctual.
    /// </summary>
    public TrainingRow? Ended(Guid id, AttemptOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        if (!_pending.Remove(id, out var decided) || outcome.Cancelled || outcome.ColdStart)
            return null;
        if (outcome.Target != decided.Target)
            return new TrainingRow(decided.Target, decided.Model, decided.Features, decided.InTime, InTime: false, ServiceRatio: null);

        var latency = (outcome.QueueMs + outcome.ServiceMs) / 1000.0;
        return new TrainingRow(
            outcome.Target,
            outcome.Model,
            decided.Features,
            decided.InTime,
            outcome.Succeeded && latency <= decided.SlaSeconds,
            outcome.Succeeded ? outcome.ServiceMs / 1000.0 / Math.Max(1e-3, decided.ServiceSeconds) : null);
    }
}
