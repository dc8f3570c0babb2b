namespace Orchestrator.Routing;

/// <summary>Stage ml on the forecasts that were logged, without trees: what it would have chosen, weighed by another policy.</summary>
internal sealed class RecordedUtilityStage(DecisionSnapshot snapshot, UtilitySettings settings) : IDecisionStage
{
    public DecisionStage Stage => DecisionStage.Ml;

    public StageChoice Choose(in StageContext context)
    {
        var stake = TaskStake.Of(context.Inputs.Policy.Settings, context.Inputs.Profile.Priority, context.ExpectedLatencyMs);
        var delay = UtilityRouter.DelayFactor(context.Inputs.Policy.Settings);
        var (best, second) = (-1, -1);
        Span<UtilityForecast> forecasts = new UtilityForecast[context.Candidates.Length];
        foreach (ref var candidate in context.Candidates)
        {
            if (!candidate.IsAvailable || snapshot.Of(candidate.Target) is not { } recorded)
                continue;

            var i = (int)candidate.Target;
            forecasts[i] = Weigh(stake, candidate, recorded, delay);
            candidate.Score = forecasts[i].Utility;
            candidate.SuccessWithinSla = forecasts[i].SuccessInTime;
            if (best < 0 || forecasts[i].Utility > forecasts[best].Utility)
                (best, second) = (i, best);
            else if (second < 0 || forecasts[i].Utility > forecasts[second].Utility)
                second = i;
        }

        if (best < 0)
            return StageChoice.Declined("nothing was recorded of its candidates");
        var confidence = second < 0 ? 1.0 : UtilityConfidence.Of(forecasts[best], forecasts[second], stake);
        return confidence < settings.MinConfidence
            ? StageChoice.Declined($"its confidence {Figures.Write(confidence)} is below {Figures.Write(settings.MinConfidence)}")
            : new StageChoice((ComputeTarget)best, confidence, 1.0, UtilitySentence.Of((ComputeTarget)best, forecasts[best], null, default, "from what was recorded"));
    }

    private UtilityForecast Weigh(in TaskStake stake, in Candidate candidate, CandidateSnapshot recorded, double delay) => UtilityForecast.Of(
        stake, recorded.Forecast, (double)candidate.CostUsd / snapshot.ReferenceCostUsd, settings.SecondPrice[candidate.Target] * delay);
}
