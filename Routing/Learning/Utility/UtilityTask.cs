namespace Orchestrator.Routing;

/// <summary>A task as the expected-utility model sees it.</summary>
/// <param name="Type">Its type.</param>
/// <param name="InputTokens">Estimated tokens of the prompt.</param>
/// <param name="TokenScale">Factor by which the analysis's estimate was corrected to get there.</param>
/// <param name="TypicalOutput">Tokens of the answer as the analysis expects it.</param>
/// <param name="ArrivedAt">When its latency starts to count, seconds.</param>
/// <param name="Stake">What is at stake with it.</param>
/// <param name="DelayFactor">Factor on what a busy second costs those who come later.</param>
/// <param name="Quality">Expected quality of the answer by target, 0 to 1.</param>
/// <param name="CostUsd">Expected cost by target, USD.</param>
/// <param name="Allowed">Targets it may go to.</param>
public readonly record struct UtilityTask(
    TaskType Type,
    double InputTokens,
    double TokenScale,
    double TypicalOutput,
    double ArrivedAt,
    TaskStake Stake,
    double DelayFactor,
    TargetFigures Quality,
    TargetFigures CostUsd,
    TargetSet Allowed);

/// <summary>What is expected of a task at one engine.</summary>
/// <param name="WaitSeconds">Until it gets a slot.</param>
/// <param name="ServiceSeconds">From the slot to the end.</param>
/// <param name="LatencyDeviation">Standard deviation of the two together, seconds.</param>
/// <param name="Timeliness">Expected timeliness, 0 to 1.</param>
/// <param name="SuccessInTime">Probability of an answer inside the SLA at the first attempt, 0 to 1.</param>
/// <param name="Gain">Expected value of the answer: value · quality · timeliness · success.</param>
/// <param name="Cost">What its cost takes away.</param>
/// <param name="Delay">What those lose who come after it.</param>
public readonly record struct UtilityForecast(
    double WaitSeconds,
    double ServiceSeconds,
    double LatencyDeviation,
    double Timeliness,
    double SuccessInTime,
    double Gain,
    double Cost,
    double Delay)
{
    /// <summary>Expected utility: what the choice is made by.</summary>
    public double Utility => Gain - Cost - Delay;

    /// <summary>Weighs what is expected by what is at stake.</summary>
    /// <param name="stake">What is at stake.</param>
    /// <param name="forecast">What is expected.</param>
    /// <param name="costUnits">Cost there in units of the reference cost.</param>
    /// <param name="delayPerSecond">What a busy second there costs those who come later.</param>
    /// <param name="elapsed">How long the task has waited already, seconds.</param>
    public static UtilityForecast Of(in TaskStake stake, in OutcomeForecast forecast, double costUnits, double delayPerSecond, double elapsed = 0.0)
    {
        var latency = elapsed + forecast.WaitSeconds + forecast.ServiceSeconds;
        var timeliness = stake.ExpectedTimeliness(latency, forecast.Deviation);
        return new UtilityForecast(
            forecast.WaitSeconds,
            forecast.ServiceSeconds,
            forecast.Deviation,
            timeliness,
            forecast.Success * stake.InTime(latency, forecast.Deviation),
            stake.Value * forecast.Quality * timeliness * forecast.Success,
            stake.CostWeight * costUnits,
            delayPerSecond * forecast.ServiceSeconds);
    }
}
