namespace Orchestrator.Routing;

/// <summary>What is expected of a task at one place.</summary>
/// <param name="WaitSeconds">Until it gets a slot.</param>
/// <param name="ServiceSeconds">From the slot to the end.</param>
/// <param name="LatencyDeviation">Standard deviation of the latency, seconds.</param>
/// <param name="Timeliness">Expected timeliness, 0 to 1.</param>
/// <param name="Success">Probability of an answer at the first attempt, 0 to 1.</param>
/// <param name="Quality">Expected quality of that answer, 0 to 1, context window considered.</param>
/// <param name="CostUsd">Expected cost, USD.</param>
/// <param name="DelayCost">Utility that those who wait behind it lose.</param>
/// <param name="Utility">Expected utility, delay cost considered.</param>
public readonly record struct UtilityForecast(
    double WaitSeconds,
    double ServiceSeconds,
    double LatencyDeviation,
    double Timeliness,
    double Success,
    double Quality,
    double CostUsd,
    double DelayCost,
    double Utility);
