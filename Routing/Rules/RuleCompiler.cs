using System.Globalization;

namespace Orchestrator.Routing;

/// <summary>A condition, ready to be asked.</summary>
internal delegate bool RulePredicate(in RuleFacts facts);

/// <summary>A condition with its parsed field, so that a sentence can be written without parsing again.</summary>
internal sealed class CompiledCondition(RuleCondition source, RuleFieldInfo field, double[] values, RulePredicate holds, bool first)
{
    public RuleCondition Source { get; } = source;

    public RuleField Field { get; } = field.Field;

    public RuleFieldKind Kind { get; } = field.Kind;

    public IReadOnlyList<double> Values { get; } = values;

    public RulePredicate Holds { get; } = holds;

    /// <summary>What a sentence says before the value, such as <c>, complexity_score=</c>.</summary>
    public string Opening { get; } = $"{(first ? "" : ", ")}{source.Field}=";

    /// <summary>And after it, such as <c> &gt; 0.6</c>.</summary>
    public string Closing { get; } = source.Operator == RuleOperator.Equal ? "" : $" {RuleConditions.Symbol(source.Operator)} {RuleConditions.Expected(source)}";
}

/// <summary>A rule, ready to be asked.</summary>
internal sealed class CompiledRule(RoutingRule source, CompiledCondition[] conditions)
{
    public RoutingRule Source { get; } = source;

    public CompiledCondition[] Conditions { get; } = conditions;

    /// <summary>How a sentence about this rule begins.</summary>
    public string Opening { get; } = $"Rule '{source.Name}' matched: {(conditions.Length == 0 ? "no conditions" : "")}";

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
    public static CompiledRule Compile(RoutingRule rule) => new(rule, [.. rule.Conditions.Select((condition, index) => Compile(condition, index == 0))]);

    public static CompiledCondition Compile(RuleCondition condition, bool first = true)
    {
        var info = RuleFields.Find(condition.Field) ?? throw new ArgumentException($"unknown field '{condition.Field}'", nameof(condition));
        var values = condition.Values.Select(text => Parse(info, text) ?? throw new ArgumentException($"bad value '{text}'", nameof(condition))).ToArray();
        return new CompiledCondition(condition, info, values, Predicate(info.Field, condition.Operator, values), first);
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
