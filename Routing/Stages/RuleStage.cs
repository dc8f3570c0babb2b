namespace Orchestrator.Routing;

/// <summary>
/// The first rule that matches and whose target is a candidate decides. A matching rule whose target failed this task before hands it down the fallback chain;
/// one whose target is out for another reason is passed over. When even the catch-all's target is out, the chain decides from there.
/// </summary>
internal sealed class RuleStage : IDecisionStage
{
    public static RuleStage Instance { get; } = new();

    public DecisionStage Stage => DecisionStage.RuleBased;

    public StageChoice Choose(in StageContext context)
    {
        CompiledRule? passedOver = null;
        CompiledRule? last = null;
        foreach (var rule in context.Inputs.Policy.Compiled)
        {
            if (!rule.Matches(context.Facts))
                continue;
            var target = rule.Source.Target;
            if (context.Preferred.Contains(target))
                return Chosen(rule, target, passedOver, context);
            if (context.Inputs.Constraints.Excluded.Contains(target) && FallbackOrder.Next(target, context.Preferred) is { } next)
                return Chosen(rule, next, passedOver, context);
            passedOver ??= rule;
            last = rule;
        }

        return last is not null && FallbackOrder.Next(last.Source.Target, context.Preferred) is { } left
            ? Chosen(last, left, passedOver, context)
            : StageChoice.Declined("no rule leads to a candidate");
    }

    private static StageChoice Chosen(CompiledRule rule, ComputeTarget target, CompiledRule? passedOver, in StageContext context) =>
        new(target, rule.Source.Confidence, 1, DecisionSentence.Rule(rule, target, passedOver == rule ? null : passedOver, context), rule.Source.Name);
}
