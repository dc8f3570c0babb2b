namespace Orchestrator.Routing;

/// <summary>How sure a choice by utility is.</summary>
internal static class UtilityConfidence
{
    /// <summary>
    /// One minus the share of the task's value that is expected to be lost because the runner-up turns out better: near 1 when the lead is clear, and also when both are
    /// equally good and well known; low when the forecasts are so uncertain that the choice is a guess.
    /// </summary>
    public static double Of(in UtilityForecast best, in UtilityForecast second, in TaskStake stake)
    {
        var deviation = Math.Sqrt(Variance(best, stake) + Variance(second, stake));
        return Math.Clamp(1.0 - (Normal.ExpectedPositivePart(second.Utility - best.Utility, deviation) / stake.Value), 0.0, 1.0);
    }

    /// <summary>Timeliness falls from 1 to 0 over one SLA: the latency's deviation passes through in that proportion while the deadline is in doubt.</summary>
    private static double Variance(in UtilityForecast forecast, in TaskStake stake)
    {
        var doubt = 2.0 * Math.Sqrt(Math.Max(0.0, forecast.Timeliness * (1.0 - forecast.Timeliness)));
        var deviation = stake.Value * Math.Min(0.5, forecast.LatencyDeviation / stake.SlaSeconds) * doubt;
        return deviation * deviation;
    }
}
