namespace Orchestrator.Routing;

/// <summary>One finished attempt, as it is learned from.</summary>
/// <param name="Target">Where it ran.</param>
/// <param name="Model">What served it.</param>
/// <param name="Features">What was known when it was decided: <see cref="OutcomeFeatures"/>.</param>
/// <param name="ForecastInTime">Probability of an answer inside the SLA as it was forecast without trees, 0 to 1: what trees must improve on.</param>
/// <param name="InTime">True when an answer came inside the SLA.</param>
/// <param name="ServiceRatio">Actual over forecast service time; null when it failed.</param>
public sealed record TrainingRow(ComputeTarget Target, string Model, float[] Features, double ForecastInTime, bool InTime, double? ServiceRatio);
