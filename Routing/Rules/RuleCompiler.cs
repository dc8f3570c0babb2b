using System.Globalization;

namespace Orchestrator.Routing;

/// <summary>A condition, ready to be asked.</summary>
internal delegate bool RulePredicate(in RuleFacts facts);

/// <summary>A condition with its parsed field, so that a sentence can be written without parsing again.</summary>
internal sealed record CompiledCondition(RuleCondition Source, RuleField Field, IReadOnlyList<double> Values, RulePredicate Holds);

/// <summary>A rule, ready to be asked.</summary>
internal sealed class CompiledRule(RoutingRule source, CompiledCondition[] conditions)
{
    public RoutingRule Source { get; } = source;

    public CompiledCondition[] Conditions { get; } = conditions;

    public bool Matches(in RuleFacts facts)
    {
        foreach (var condition in Conditions)
            if (!condition.Holds(facts))
                return false;
        return true;
    }
}

/// <summary>Turns validated rules into delegates over <see cref="RuleFacts"/>.</summary>
internal static class RuleCompiler
{
    public static CompiledRule Compile(RoutingRule rule) => new(rule, [.. rule.Conditions.Select(Compile)]);

    public static CompiledCondition Compile(RuleCondition condition)
    {
        var info = RuleFields.Find(condition.Field) ?? throw new ArgumentException($"unknown field '{condition.Field}'", nameof(condition));
        var values = condition.Values.Select(text => Parse(info, text) ?? throw new ArgumentException($"bad value '{text}'", nameof(condition))).ToArray();
        return new CompiledCondition(condition, info.Field, values, Predicate(info.Field, condition.Operator, values));
    }

    /// <summary>The number a literal stands for; null when it is none of the field's kind.</summary>
    public static double? Parse(RuleFieldInfo field, string text) => field.Kind switch
    {
        RuleFieldKind.TaskType => WireNames.TryParse(text, out TaskType type) ? (int)type : null,
        RuleFieldKind.Priority => WireNames.TryParse(text, out TaskPriority priority) ? (int)priority : null,
        RuleFieldKind.Flag => text switch { "true" => 1, "false" => 0, _ => null },
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null,
    };

    private static RulePredicate Predicate(RuleField field, RuleOperator comparison, double[] values)
    {
        var value = values[0];
        return comparison switch
        {
            RuleOperator.Equal => (in RuleFacts facts) => facts[field] == value,
            RuleOperator.Not => (in RuleFacts facts) => facts[field] != value,
            RuleOperator.GreaterThan => (in RuleFacts facts) => facts[field] > value,
            RuleOperator.GreaterOrEqual => (in RuleFacts facts) => facts[field] >= value,
            RuleOperator.LessThan => (in RuleFacts facts) => facts[field] < value,
            RuleOperator.LessOrEqual => (in RuleFacts facts) => facts[field] <= value,
            _ => (in RuleFacts facts) => Array.IndexOf(values, facts[field]) >= 0,
        };
    }
}
