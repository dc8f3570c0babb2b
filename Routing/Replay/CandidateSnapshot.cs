namespace Orchestrator.Routing;

/// <summary>What was known of one usable target when a decision was taken, beyond what its assessment says.</summary>
/// <param name="Target">The target.</param>
/// <param name="UtilizationPercent">How busy its device was, percent.</param>
/// <param name="Overloaded">True when that was above the threshold.</param>
/// <param name="WaitMs">Wait for a slot as the stages rule and scored expect it, milliseconds.</param>
/// <param name="ServiceMs">Service time as they expect it, milliseconds.</param>
/// <param name="SuccessRate">Success rate as they know it, 0 to 1.</param>
/// <param name="Forecast">What the learned stages expect, whichever stage decided.</param>
public sealed record CandidateSnapshot(
    ComputeTarget Target, double UtilizationPercent, bool Overloaded, double WaitMs, double ServiceMs, double SuccessRate, OutcomeForecast Forecast);

/// <summary>What is expected of a task at one engine before it is weighed by a utility.</summary>
/// <param name="WaitSeconds">Until it gets a slot.</param>
/// <param name="ServiceSeconds">From the slot to the end.</param>
/// <param name="Deviation">Standard deviation of the two together, seconds.</param>
/// <param name="Success">Probability that an answer comes at all, 0 to 1.</param>
/// <param name="Quality">Expected quality of the answer, 0 to 1.</param>
public readonly record struct OutcomeForecast(double WaitSeconds, double ServiceSeconds, double Deviation, double Success, double Quality);
