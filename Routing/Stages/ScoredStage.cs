namespace Orchestrator.Routing;

/// <summary>
/// score = w₁·cost + w₂·availability + w₃·(1 − success rate) + w₄·latency, every term 0 to 1 and of this very task; the lowest wins, of equals the first in the order
/// the targets are declared.
/// </summary>
internal sealed class ScoredStage : IDecisionStage
{
    /// <summary>A lead of this much over the next candidate counts as certain.</summary>
    private const double ClearLead = 0.25;

    public static ScoredStage Instance { get; } = new();

    public DecisionStage Stage => DecisionStage.Scored;

    public StageChoice Choose(in StageContext context)
    {
        var weights = (context.Inputs.LearnedWeights ?? context.Inputs.Policy.Settings.Weights).Normalized();
        var dearest = 0.0;
        foreach (ref var candidate in context.Candidates)
            if (candidate.IsAvailable)
                dearest = Math.Max(dearest, (double)candidate.CostUsd);

        var (best, bestScore, second) = (-1, double.PositiveInfinity, double.PositiveInfinity);
        for (var i = 0; i < context.Candidates.Length; i++)
        {
            ref var candidate = ref context.Candidates[i];
            if (candidate.Engine is not { } engine)
                continue;
            var score = Score(ref candidate, engine, weights, dearest, context.ExpectedLatencyMs);
            if (!context.Preferred.Contains(candidate.Target))
                continue;
            if (score < bestScore)
                (best, bestScore, second) = (i, score, bestScore);
            else
                second = Math.Min(second, score);
        }

        if (best < 0)
            return StageChoice.Declined("there is no candidate");
        var confidence = 0.5 + (0.5 * Math.Min(1, (second - bestScore) / ClearLead));
        return new StageChoice(context.Candidates[best].Target, confidence, 1, DecisionSentence.Scored(context.Candidates[best], second));
    }

    private static double Score(ref Candidate candidate, EngineState engine, ScoreWeights weights, double dearest, double expectedLatencyMs)
    {
        var cost = dearest > 0 ? (double)candidate.CostUsd / dearest : 0;
        var waiting = candidate.WaitMs / Math.Max(1, candidate.LatencyMs);
        var availability = Math.Clamp((0.5 * engine.UtilizationPercent / 100) + (0.5 * waiting), 0, 1);
        var failure = 1 - candidate.Service.SuccessRate;
        var latency = Math.Min(1, candidate.LatencyMs / (2 * expectedLatencyMs));
        candidate.Terms =
        [
            new ScoreTerm("cost", weights.Cost, cost),
            new ScoreTerm("availability", weights.Availability, availability),
            new ScoreTerm("failure", weights.Failure, failure),
            new ScoreTerm("latency", weights.Latency, latency),
        ];
        var score = (weights.Cost * cost) + (weights.Availability * availability) + (weights.Failure * failure) + (weights.Latency * latency);
        candidate.Score = score;
        return score;
    }
}
