using System.Runtime.CompilerServices;

namespace Orchestrator.Routing;

/// <summary>
/// Takes decisions. Pinned tasks skip the stages; else the selected stage is asked, and when it declines the one before it:
/// bandit → ml → scored → rule. Holds no state of its own: a changed model means a new engine.
/// </summary>
/// <param name="ml">The learned stage; null while there is none.</param>
/// <param name="bandit">The exploring stage; null while there is none.</param>
public sealed class DecisionEngine(IDecisionStage? ml = null, IDecisionStage? bandit = null)
{
    /// <summary>Decides, or says why nothing can be decided. Changes nothing: the caller books the choice in the view.</summary>
    public DecisionResult Decide(in DecisionInputs inputs)
    {
        var buffer = default(CandidateBuffer);
        Span<Candidate> candidates = buffer;
        var facts = RuleFacts.Gather(inputs.Profile, inputs.View.Figures, inputs.Now);
        return DecideOn(inputs, facts, candidates);
    }

    /// <summary>What would be decided now, taken apart. Slower than <see cref="Decide"/>, and equally without effect.</summary>
    public DecisionExplanation Explain(in DecisionInputs inputs) => Explainer.Explain(this, inputs);

    internal DecisionResult DecideOn(in DecisionInputs inputs, in RuleFacts facts, Span<Candidate> candidates)
    {
        var available = CandidateFinder.Find(inputs, candidates);
        return available.IsEmpty ? Failure(candidates) : DecideAmong(inputs, facts, candidates, available);
    }

    /// <summary>Decides among candidates that are found already: those of the view, or recorded ones.</summary>
    internal DecisionResult DecideAmong(in DecisionInputs inputs, in RuleFacts facts, Span<Candidate> candidates, TargetSet available)
    {
        var context = new StageContext(in inputs, in facts, candidates, available);

        if (inputs.Constraints.Target is not null || inputs.Constraints.Model is not null)
            return Assemble(in context, PinnedStage.Instance, PinnedStage.Instance.Choose(in context), declined: null);

        string? declined = null;
        for (var selected = inputs.Stage; selected > RoutingStage.Rule; selected--)
        {
            if (StageOf(selected) is not { } stage)
            {
                declined = DecisionSentence.Declined(declined, selected, "it has no model yet");
                continue;
            }

            var choice = stage.Choose(in context);
            if (choice.Target is { } target && available.Contains(target))
                return Assemble(in context, stage, choice, declined);
            declined = DecisionSentence.Declined(declined, selected, choice.Reason);
            Forget(candidates);
        }

        return Assemble(in context, RuleStage.Instance, RuleStage.Instance.Choose(in context), declined);
    }

    private IDecisionStage? StageOf(RoutingStage selected) => selected switch
    {
        RoutingStage.Scored => ScoredStage.Instance,
        RoutingStage.Ml => ml,
        _ => bandit,
    };

    /// <summary>Takes away the figures of a stage that declined, so that they are not recorded as those of the stage that decides.</summary>
    private static void Forget(Span<Candidate> candidates)
    {
        foreach (ref var candidate in candidates)
            (candidate.Score, candidate.Terms, candidate.SuccessWithinSla) = (null, null, null);
    }

    private static DecisionResult Assemble(in StageContext context, IDecisionStage stage, in StageChoice choice, string? declined)
    {
        var target = choice.Target!.Value;
        ref readonly var inputs = ref context.Inputs;
        ref readonly var chosen = ref context.Candidates[(int)target];
        var keepsToPreferred = stage.Stage is DecisionStage.RuleBased or DecisionStage.Scored;
        var assessments = new CandidateAssessment[context.Candidates.Length];
        for (var i = 0; i < assessments.Length; i++)
            assessments[i] = Assess(context.Candidates[i], keepsToPreferred && !context.Preferred.Contains((ComputeTarget)i), inputs);
        return new DecisionResult(
            new RoutingDecision(
                target,
                chosen.Engine!.Silo,
                chosen.Engine.Name,
                chosen.Model!,
                chosen.CostUsd,
                chosen.LatencyMs,
                choice.Confidence,
                DecisionSentence.Join(declined, choice.Reason),
                inputs.Constraints.Target is null ? FallbackOrder.Next(target, context.Available.Without(target)) : null,
                stage.Stage,
                choice.Rule,
                inputs.Policy.Version,
                choice.Propensity,
                chosen.AffordableOutputTokens is { } tokens and < int.MaxValue ? tokens : null,
                assessments,
                inputs.Now)
            {
                EstimatedServiceMs = chosen.Service.ServiceMs,
            },
            Failure: null,
            Detail: null);
    }

    private static CandidateAssessment Assess(in Candidate candidate, bool setAside, in DecisionInputs inputs) => new(
        candidate.Target,
        candidate.Engine?.Silo,
        candidate.Engine?.Name,
        candidate.Model,
        candidate.ExcludedBecause ?? (setAside ? DecisionSentence.SetAside(candidate, inputs) : null),
        candidate.CostUsd,
        candidate.LatencyMs,
        candidate.Score,
        candidate.Terms ?? []);

    private static DecisionResult Failure(ReadOnlySpan<Candidate> candidates)
    {
        var failure = DecisionFailure.NoTargetAvailable;
        foreach (ref readonly var candidate in candidates)
            if (candidate.OverBudget)
                failure = DecisionFailure.BudgetExceeded;
        return new DecisionResult(null, failure, DecisionSentence.NoTarget(candidates));
    }

    [InlineArray(4)]
    private struct CandidateBuffer
    {
        private Candidate _first;
    }
}
