namespace Orchestrator.Routing;

/// <summary>The caller named the target or the model. Where a model is served by several targets, the cheapest is taken, then the fastest.</summary>
internal sealed class PinnedStage : IDecisionStage
{
    public static PinnedStage Instance { get; } = new();

    public DecisionStage Stage => DecisionStage.Pinned;

    public StageChoice Choose(in StageContext context)
    {
        var best = -1;
        for (var i = 0; i < context.Candidates.Length; i++)
            if (context.Candidates[i].IsAvailable && (best < 0 || Precedes(context.Candidates[i], context.Candidates[best])))
                best = i;
        return best < 0
            ? StageChoice.Declined("what was pinned is not available")
            : new StageChoice(context.Candidates[best].Target, 1, 1, DecisionSentence.Pinned(context.Inputs.Constraints, context.Candidates[best]));
    }

    private static bool Precedes(in Candidate candidate, in Candidate other) =>
        candidate.CostUsd != other.CostUsd ? candidate.CostUsd < other.CostUsd : candidate.LatencyMs < other.LatencyMs;
}
