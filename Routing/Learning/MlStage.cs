namespace Orchestrator.Routing;

/// <summary>
/// Sends a task where its expected utility is highest: value of a good answer in time, minus its cost, minus what it delays. The outcome is predicted for each
/// target by itself, so that a target that is down changes nothing for the others.
/// </summary>
public sealed class MlStage(UtilityRouter router) : IDecisionStage
{
    /// <inheritdoc/>
    public DecisionStage Stage => DecisionStage.Ml;

    /// <inheritdoc/>
    public StageChoice Choose(in StageContext context)
    {
        var now = context.Inputs.Now.ToUnixTimeMilliseconds() / 1000.0;
        var task = Describe(context, now);
        var (best, second) = (default(Ranked), default(Ranked));
        for (var i = 0; i < context.Candidates.Length; i++)
        {
            ref var candidate = ref context.Candidates[i];
            if (candidate.Engine is not { } engine)
                continue;

            var forecast = router.Assess(task, engine, now);
            Fill(ref candidate, forecast, task);
            var ranked = new Ranked(candidate.Target, forecast, true);
            if (!best.Known || forecast.Utility > best.Forecast.Utility)
                (best, second) = (ranked, best);
            else if (!second.Known || forecast.Utility > second.Forecast.Utility)
                second = ranked;
        }

        if (!best.Known)
            return StageChoice.Declined("there is no candidate");

        var confidence = second.Known ? Confidence(best.Forecast, second.Forecast, task.Stake) : 1.0;
        return confidence < router.Settings.MinConfidence
            ? StageChoice.Declined($"its confidence {Figures.Write(confidence)} is below {Figures.Write(router.Settings.MinConfidence)}")
            : new StageChoice(best.Target, confidence, 1.0, UtilitySentence.Of(best.Target, best.Forecast, second.Known ? second.Target : null, second.Forecast));
    }

    private UtilityTask Describe(in StageContext context, double now)
    {
        var cost = default(TargetFigures);
        foreach (ref readonly var candidate in context.Candidates)
            cost = cost.With(candidate.Target, (double)candidate.CostUsd);

        return router.Describe(context.Inputs, cost, context.Available, now);
    }

    private static void Fill(ref Candidate candidate, in UtilityForecast forecast, in UtilityTask task)
    {
        candidate.WaitMs = forecast.WaitSeconds * 1000.0;
        candidate.Score = forecast.Utility;
        candidate.SuccessWithinSla = forecast.SuccessInTime;
        candidate.Terms =
        [
            new ScoreTerm("value", task.Stake.Value, forecast.Gain / task.Stake.Value),
            new ScoreTerm("cost", -1.0, forecast.Cost),
            new ScoreTerm("delay", -1.0, forecast.Delay),
        ];
    }

    /// <summary>
    /// One minus the share of the task's value that is expected to be lost because the runner-up turns out better: near 1 when the lead is clear, and also when both are
    /// equally good and well known; low when the forecasts are so uncertain that the choice is a guess.
    /// </summary>
    private static double Confidence(in UtilityForecast best, in UtilityForecast second, in TaskStake stake)
    {
        var deviation = Math.Sqrt(Variance(best, stake) + Variance(second, stake));
        return Math.Clamp(1.0 - (Normal.ExpectedPositivePart(second.Utility - best.Utility, deviation) / stake.Value), 0.0, 1.0);
    }

    private static double Variance(in UtilityForecast forecast, in TaskStake stake)
    {
        // Timeliness falls by one over one SLA, so that a deviation of the latency passes through in proportion while it is not certain to be in time.
        var uncertain = stake.Value * Math.Min(0.5, forecast.LatencyDeviation / stake.SlaSeconds) * 2.0 * Math.Sqrt(Math.Max(0.0, forecast.Timeliness * (1.0 - forecast.Timeliness)));
        return uncertain * uncertain;
    }

    private readonly record struct Ranked(ComputeTarget Target, UtilityForecast Forecast, bool Known);
}
