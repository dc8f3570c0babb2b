using System.Runtime.CompilerServices;

namespace Orchestrator.Routing;

/// <summary>
/// Sends a task where its expected utility is highest: value of a good answer in time, minus its cost, minus what it delays. The outcome is predicted for each
/// target by itself, from priors and what was measured, corrected by trees once there are trained ones.
/// </summary>
/// <param name="router">Forecasts and ledger.</param>
/// <param name="model">The trained model in use; null to work without.</param>
public sealed class MlStage(UtilityRouter router, ActiveModel? model = null) : IDecisionStage
{
    /// <inheritdoc/>
    public DecisionStage Stage => DecisionStage.Ml;

    /// <inheritdoc/>
    public StageChoice Choose(in StageContext context)
    {
        var now = context.Inputs.Now.ToUnixTimeMilliseconds() / 1000.0;
        var task = Describe(context, now);
        var buffer = default(ForecastBuffer);
        Span<UtilityForecast> forecasts = buffer;
        foreach (ref readonly var candidate in context.Candidates)
        {
            if (candidate.Engine is { } engine)
                forecasts[(int)candidate.Target] = router.Assess(task, engine, now);
        }

        var trees = TrustedModel.Open(model?.Current, context, task.Stake, forecasts, out var refusal);
        if (refusal is not null)
            return StageChoice.Declined(refusal);

        var (best, second) = (-1, -1);
        foreach (ref var candidate in context.Candidates)
        {
            var i = (int)candidate.Target;
            if (!candidate.IsAvailable)
                continue;

            forecasts[i] = trees.Correct(candidate.Target, forecasts[i]);
            Fill(ref candidate, forecasts[i], task.Stake);
            if (best < 0 || forecasts[i].Utility > forecasts[best].Utility)
                (best, second) = (i, best);
            else if (second < 0 || forecasts[i].Utility > forecasts[second].Utility)
                second = i;
        }

        if (best < 0)
            return StageChoice.Declined("there is no candidate");

        var confidence = second < 0 ? 1.0 : UtilityConfidence.Of(forecasts[best], forecasts[second], task.Stake);
        return confidence < router.Settings.MinConfidence
            ? StageChoice.Declined($"its confidence {Figures.Write(confidence)} is below {Figures.Write(router.Settings.MinConfidence)}")
            : new StageChoice((ComputeTarget)best, confidence, 1.0, UtilitySentence.Of(
                (ComputeTarget)best, forecasts[best], second < 0 ? null : (ComputeTarget)second, second < 0 ? default : forecasts[second], Basis(trees.SetAside)));
    }

    /// <summary>What the forecast rests on, when that is not the trained trees.</summary>
    private string? Basis(string? setAside) => (setAside, model) switch
    {
        ({ } reason, _) => $"without its trees: {reason}",
        (_, { Current: null } learning) => $"from priors and what was measured: {learning.Progress.Rows} of the {learning.Progress.Needed} outcomes it takes to train",
        _ => null,
    };

    private UtilityTask Describe(in StageContext context, double now)
    {
        var cost = default(TargetFigures);
        foreach (ref readonly var candidate in context.Candidates)
            cost = cost.With(candidate.Target, (double)candidate.CostUsd);

        return router.Describe(context.Inputs, cost, context.Available, now);
    }

    private static void Fill(ref Candidate candidate, in UtilityForecast forecast, in TaskStake stake)
    {
        candidate.WaitMs = forecast.WaitSeconds * 1000.0;
        candidate.Score = forecast.Utility;
        candidate.SuccessWithinSla = forecast.SuccessInTime;
        candidate.Terms =
        [
            new ScoreTerm("value", stake.Value, forecast.Gain / stake.Value),
            new ScoreTerm("cost", -1.0, forecast.Cost),
            new ScoreTerm("delay", -1.0, forecast.Delay),
        ];
    }

    [InlineArray(4)]
    private struct ForecastBuffer
    {
        private UtilityForecast _first;
    }
}
