using System.Collections;
using System.Globalization;
using System.Text.Json;

namespace Orchestrator.Routing;

/// <summary>Between the written form of conditions (<c>complexity_score_gt: 0.6</c>) and <see cref="RuleCondition"/>.</summary>
public static class RuleConditions
{
    private static readonly (string Suffix, RuleOperator Operator, string Symbol)[] Operators =
    [
        ("_gte", RuleOperator.GreaterOrEqual, ">="),
        ("_lte", RuleOperator.LessOrEqual, "<="),
        ("_gt", RuleOperator.GreaterThan, ">"),
        ("_lt", RuleOperator.LessThan, "<"),
        ("_not", RuleOperator.Not, "is not"),
        ("_in", RuleOperator.In, "in"),
    ];

    /// <summary>
    /// Reads conditions from keys and values as JSON or YAML gives them: text, numbers, booleans, <see cref="JsonElement"/>s, or sequences of these.
    /// It does not judge them: an unknown field keeps its key and is reported by <see cref="PolicyValidator"/>.
    /// </summary>
    public static IReadOnlyList<RuleCondition> FromPairs(IEnumerable<(string Key, object? Value)> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        return pairs.Select(pair => FromPair(pair.Key, pair.Value)).ToArray();
    }

    /// <summary>Reads one condition; see <see cref="FromPairs"/>.</summary>
    public static RuleCondition FromPair(string key, object? value)
    {
        ArgumentNullException.ThrowIfNull(key);
        var (field, comparison) = SplitKey(key);
        return new RuleCondition(field, comparison, Literals(value));
    }

    /// <summary>The key a condition is written with, such as <c>complexity_score_gt</c>.</summary>
    public static string Key(RuleCondition condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return condition.Field + Operators.FirstOrDefault(entry => entry.Operator == condition.Operator).Suffix;
    }

    /// <summary>The operator as sentences write it: <c>=</c>, <c>&gt;</c>, <c>in</c>, <c>is not</c>.</summary>
    public static string Symbol(RuleOperator comparison) =>
        comparison == RuleOperator.Equal ? "=" : Operators.First(entry => entry.Operator == comparison).Symbol;

    /// <summary>The literals as sentences write them: <c>0.6</c>, or <c>[HIGH, NORMAL]</c>.</summary>
    public static string Expected(RuleCondition condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return condition.Operator == RuleOperator.In ? $"[{string.Join(", ", condition.Values)}]" : condition.Values.Count > 0 ? condition.Values[0] : "";
    }

    private static (string Field, RuleOperator Operator) SplitKey(string key)
    {
        if (RuleFields.Find(key) is not null)
            return (key, RuleOperator.Equal);
        foreach (var (suffix, comparison, _) in Operators)
            if (key.Length > suffix.Length && key.EndsWith(suffix, StringComparison.Ordinal))
                return (key[..^suffix.Length], comparison);
        return (key, RuleOperator.Equal);
    }

    private static string[] Literals(object? value) => value switch
    {
        null => [],
        string text => [text],
        JsonElement { ValueKind: JsonValueKind.Array } array => [.. array.EnumerateArray().Select(item => Literal(item))],
        JsonElement element => [Literal(element)],
        IEnumerable items => [.. items.Cast<object?>().Select(Literal)],
        _ => [Literal(value)],
    };

    private static string Literal(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        JsonElement { ValueKind: JsonValueKind.String } text => text.GetString() ?? "",
        JsonElement element => element.GetRawText(),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
