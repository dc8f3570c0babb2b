using System.Globalization;

namespace Orchestrator.Routing;

/// <summary>
/// A condition, ready to be asked, with its parsed field, so that a sentence can be written without parsing again. Every comparison with one value is whether the
/// figure lies in an interval, or for <c>not</c> outside it: two comparisons instead of a call for each of a few dozen conditions a decision looks at.
/// </summary>
internal sealed class CompiledCondition(RuleCondition source, RuleFieldInfo field, double[] values, bool first)
{
    private readonly bool _isSet = source.Operator == RuleOperator.In;
    private readonly bool _outside = source.Operator == RuleOperator.Not;

    private readonly double _least = source.Operator switch
    {
        RuleOperator.GreaterThan => double.BitIncrement(values[0]),
        RuleOperator.LessThan or RuleOperator.LessOrEqual => double.NegativeInfinity,
        _ => values[0],
    };

    private readonly double _most = source.Operator switch
    {
        RuleOperator.LessThan => double.BitDecrement(values[0]),
        RuleOperator.GreaterThan or RuleOperator.GreaterOrEqual => double.PositiveInfinity,
        _ => values[0],
    };

    public RuleCondition Source { get; } = source;

    public RuleField Field { get; } = field.Field;

    public RuleFieldKind Kind { get; } = field.Kind;

    public double[] Values { get; } = values;

    /// <summary>What a sentence says before the value, such as <c>, complexity_score=</c>.</summary>
    public string Opening { get; } = $"{(first ? "" : ", ")}{source.Field}=";

    /// <summary>And after it, such as <c> &gt; 0.6</c>.</summary>
    public string Closing { get; } = source.Operator == RuleOperator.Equal ? "" : $" {RuleConditions.Symbol(source.Operator)} {RuleConditions.Expected(source)}";

    public bool Holds(in RuleFacts facts)
    {
        var figure = facts[Field];
        return _isSet ? Values.Contains(figure) : (figure >= _least && figure <= _most) != _outside;
    }
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

/// <summary>Turns validated rules into questions to <see cref="RuleFacts"/>.</summary>
internal static class RuleCompiler
{
    public static CompiledRule Compile(RoutingRule rule) => new(rule, [.. rule.Conditions.Select((condition, index) => Compile(condition, index == 0))]);

    public static CompiledCondition Compile(RuleCondition condition, bool first = true)
    {
        var info = RuleFields.Find(condition.Field) ?? throw new ArgumentException($"unknown field '{condition.Field}'", nameof(condition));
        var values = condition.Values.Select(text => Parse(info, text) ?? throw new ArgumentException($"bad value '{text}'", nameof(condition))).ToArray();
        return new CompiledCondition(condition, info, values, first);
    }

    /// <summary>The number a literal stands for; null when it is none of the field's kind.</summary>
    public static double? Parse(RuleFieldInfo field, string text) => field.Kind switch
    {
        RuleFieldKind.TaskType => WireNames.TryParse(text, out TaskType type) ? (int)type : null,
        RuleFieldKind.Priority => WireNames.TryParse(text, out TaskPriority priority) ? (int)priority : null,
        RuleFieldKind.Flag => text switch { "true" => 1, "false" => 0, _ => null },
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null,
    };
}
