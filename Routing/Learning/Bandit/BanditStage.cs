using System.Globalization;

namespace Orchestrator.Routing;

/// <summary>
/// Explores: mostly what stage ml would choose, now and then another candidate, so that what is never chosen is still known. Candidates that promise more, and
/// those of which little is known for this type of task, are explored more often. The probability of the choice is recorded, which makes the log fit for
/// judging other policies. Never for URGENT tasks, never for a second attempt, never beyond its caps.
/// </summary>
/// <param name="ml">What it exploits.</param>
/// <param name="router">Forecasts and what they rest on.</param>
/// <param name="settings">How much it may explore.</param>
/// <param name="budget">What it may still spend.</param>
/// <param name="random">Chance.</param>
public sealed class BanditStage(MlStage ml, UtilityRouter router, BanditSettings settings, ExplorationBudget budget, Random random) : IDecisionStage
{
    /// <inheritdoc/>
    public DecisionStage Stage => DecisionStage.Bandit;

    /// <inheritdoc/>
    public StageChoice Choose(in StageContext context)
    {
        if (context.Inputs.Profile.Priority == TaskPriority.Urgent)
            return StageChoice.Declined("an URGENT task is nothing to explore with");
        if (!context.Inputs.Constraints.Excluded.IsEmpty)
            return StageChoice.Declined("a task that failed before is nothing to explore with");

        var greedy = ml.Choose(context);
        if (greedy.Target is not { } best)
            return greedy;

        Span<double> shares = stackalloc double[context.Candidates.Length];
        Weigh(context, best, shares);
        var explored = Draw(shares);
        var target = random.NextDouble() < settings.ExploreShare ? explored : best;
        var propensity = (settings.ExploreShare * shares[(int)target]) + (target == best ? 1.0 - settings.ExploreShare : 0.0);
        return new StageChoice(target, greedy.Confidence, propensity, target == best ? greedy.Reason : Sentence(target, best, propensity, greedy));
    }

    /// <summary>The probability of each candidate when chance decides: 0 for those beyond a cap, else the larger the more it promises and the less is known of it.</summary>
    private void Weigh(in StageContext context, ComputeTarget best, Span<double> shares)
    {
        ref readonly var chosen = ref context.Candidates[(int)best];
        var value = TaskStake.Of(context.Inputs.Policy.Settings, context.Inputs.Profile.Priority, context.ExpectedLatencyMs).Value;
        var left = budget.LeftUsd(context.Inputs.Now);
        var sum = 0.0;
        foreach (ref readonly var candidate in context.Candidates)
        {
            if (candidate.Engine is not { } engine || candidate.Score is not { } utility)
                continue;

            var affordable = (double)(candidate.CostUsd - chosen.CostUsd) <= left && candidate.LatencyMs - chosen.LatencyMs <= settings.MaxExtraMs;
            if (candidate.Target != best && !affordable)
                continue;

            var unknown = 1.0 / Math.Sqrt(1.0 + router.Seen(engine, context.Inputs.Profile.Type));
            sum += shares[(int)candidate.Target] = Math.Exp((utility - chosen.Score!.Value) / (value * settings.Temperature)) + unknown;
        }

        foreach (ref var share in shares)
            share /= sum;
    }

    private ComputeTarget Draw(ReadOnlySpan<double> shares)
    {
        var point = random.NextDouble();
        var last = 0;
        for (var i = 0; i < shares.Length; i++)
        {
            if (shares[i] <= 0.0)
                continue;

            last = i;
            point -= shares[i];
            if (point < 0.0)
                break;
        }

        return (ComputeTarget)last;
    }

    private static string Sentence(ComputeTarget target, ComputeTarget best, double propensity, in StageChoice greedy) => string.Create(
        CultureInfo.InvariantCulture,
        $"explores {WireNames.Of(target)}, which it does with probability {propensity:0.###}; {WireNames.Of(best)} promised more ({greedy.Reason})");
}
