namespace Orchestrator.Routing;

/// <summary>Picks an engine for each target and says what it would take there, or why the target is out.</summary>
internal static class CandidateFinder
{
    /// <summary>Fills one candidate for each target and returns those that can be used.</summary>
    public static TargetSet Find(in DecisionInputs inputs, Span<Candidate> candidates)
    {
        var available = TargetSet.None;
        for (var i = 0; i < candidates.Length; i++)
        {
            ref var candidate = ref candidates[i];
            candidate.Target = (ComputeTarget)i;
            FindOne(inputs, ref candidate);
            if (candidate.IsAvailable)
                available = available.With(candidate.Target);
        }

        return available;
    }

    private static void FindOne(in DecisionInputs inputs, ref Candidate candidate)
    {
        var target = candidate.Target;
        var constraints = inputs.Constraints;
        if (constraints.Excluded.Contains(target))
        {
            candidate.ExcludedBecause = "tried already";
            return;
        }

        if (constraints.NotAllowed.Contains(target))
        {
            candidate.ExcludedBecause = "not open to the account";
            return;
        }

        if (constraints.OverBudget.Contains(target))
        {
            (candidate.ExcludedBecause, candidate.OverBudget) = ("the budget of the account does not pay for it", true);
            return;
        }

        if (constraints.Target is { } pinned && pinned != target)
        {
            candidate.ExcludedBecause = "not the pinned target";
            return;
        }

        EngineState? best = null;
        int? affordable = null;
        var all = inputs.View.EnginesOf(target);
        var (obstacle, blocked) = all.IsEmpty ? (Obstacle.NoEngine, null) : (Obstacle.Unusable, all[0]);
        foreach (var engine in inputs.View.UsableEnginesOf(target))
        {
            var found = ObstacleOf(engine, inputs, out affordable);
            if (found == Obstacle.None)
            {
                best = engine;
                break;
            }

            if (found > obstacle)
                (obstacle, blocked) = (found, engine);
        }

        if (best is null)
        {
            candidate.ExcludedBecause = DecisionSentence.Excluded(obstacle, blocked, inputs);
            candidate.OverBudget = obstacle == Obstacle.OverBudget;
            return;
        }

        var (profile, now) = (inputs.Profile, inputs.Now);
        candidate.Engine = best;
        candidate.Model = best.ModelFor(profile.Type)!;
        candidate.Service = inputs.Statistics.Predict(target, candidate.Model, profile.Type, profile.EstimatedInputTokens, profile.EstimatedOutputTokens, now);
        candidate.WaitMs = ExpectedWait.Of(best, inputs.Statistics, candidate.Model, candidate.Service.ServiceMs, now);
        // Most targets are free, and to carry their zero through all this would be a tenth of the decision.
        if (!inputs.Costs.IsFree(target))
            candidate.CostUsd = Cost(inputs, target, candidate.Model, candidate.Service).Usd;
        candidate.AffordableOutputTokens = affordable;
    }

    /// <summary>The first thing in the way; the enum's order is how near an engine came to being used, and the nearest miss is the one reported.</summary>
    private static Obstacle ObstacleOf(EngineState engine, in DecisionInputs inputs, out int? affordable)
    {
        affordable = null;
        var profile = inputs.Profile;
        if (engine.ModelFor(profile.Type) is not { } model)
            return Obstacle.NoModel;
        if (inputs.Constraints.Model is { } pinned && !string.Equals(pinned, model, StringComparison.Ordinal))
            return Obstacle.OtherModel;
        if (profile.EstimatedTokens > engine.ContextTokens)
            return Obstacle.ContextTooSmall;
        if (inputs.Constraints.MaxCostUsd is not { } cap)
            return Obstacle.None;
        var service = inputs.Statistics.Predict(engine.Target, model, profile.Type, profile.EstimatedInputTokens, profile.EstimatedOutputTokens, inputs.Now);
        var estimate = Cost(inputs, engine.Target, model, service);
        if (!estimate.PriceKnown)
            return Obstacle.PriceUnknown;
        affordable = CostCap.AffordableOutputTokens(profile, inputs.Costs, engine.Target, model, service, cap, inputs.Now);
        return estimate.Usd > cap || affordable < CostCap.LeastOutputTokens ? Obstacle.OverBudget : Obstacle.None;
    }

    internal static CostEstimate Cost(in DecisionInputs inputs, ComputeTarget target, string model, in ServicePrediction service) => inputs.Costs.Estimate(
        target, model, inputs.Profile.Type, inputs.Profile.EstimatedInputTokens, (int)Math.Ceiling(service.OutputTokens), service.ServiceMs, inputs.Now);
}

/// <summary>What keeps an engine from serving a task, from the farthest miss to the nearest.</summary>
internal enum Obstacle
{
    None,
    NoEngine,
    Unusable,
    NoModel,
    OtherModel,
    ContextTooSmall,
    PriceUnknown,
    OverBudget,
}
