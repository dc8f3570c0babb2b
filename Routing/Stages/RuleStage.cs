using System.Runtime.CompilerServices;

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
        var rules = context.Inputs.Policy.Compiled;
        for (var i = NextMatch(rules, 0, context.Facts); i < rules.Length; i = NextMatch(rules, i + 1, context.Facts))
        {
            var rule = rules[i];
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

    /// <summary>The first rule at or after <paramref name="from"/> that matches; the number of rules when none does. A loop of its own, which keeps to registers.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int NextMatch(CompiledRule[] rules, int from, in RuleFacts facts)
    {
        var i = from;
        while (i < rules.Length && !rules[i].Matches(facts))
            i++;
        return i;
    }

    private static StageChoice Chosen(CompiledRule rule, ComputeTarget target, CompiledRule? passedOver, in StageContext context) =>
        new(target, rule.Source.Confidence, 1, DecisionSentence.Rule(rule, target, passedOver == rule ? null : passedOver, context), rule.Source.Name);
}
