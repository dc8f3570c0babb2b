namespace Orchestrator.Gateway;

/// <summary>How a condition is named on the wire: the field, and a suffix for every comparison but equality, as in a policy file.</summary>
internal static class ConditionKey
{
    private static readonly (string Suffix, RuleOperator Operator)[] Suffixes =
    [
        ("_not", RuleOperator.Not), ("_gte", RuleOperator.GreaterOrEqual), ("_gt", RuleOperator.GreaterThan),
        ("_lte", RuleOperator.LessOrEqual), ("_lt", RuleOperator.LessThan), ("_in", RuleOperator.In),
    ];

    /// <summary>The field and the comparison; null when there is no such field.</summary>
    public static (string Field, RuleOperator Operator)? Parse(string key)
    {
        if (RuleFields.Names.Contains(key))
            return (key, RuleOperator.Equal);
        foreach (var (suffix, comparison) in Suffixes)
        {
            if (key.EndsWith(suffix, StringComparison.Ordinal) && RuleFields.Names.Contains(key[..^suffix.Length]))
                return (key[..^suffix.Length], comparison);
        }
        return null;
    }

    /// <summary>The name on the wire.</summary>
    public static string Of(RuleCondition condition) =>
        condition.Field + Suffixes.FirstOrDefault(suffix => suffix.Operator == condition.Operator).Suffix;

    /// <summary>Why a key is not understood.</summary>
    public static string Explain(string key)
    {
        var stem = Suffixes.FirstOrDefault(suffix => key.EndsWith(suffix.Suffix, StringComparison.Ordinal)).Suffix is { } found ? key[..^found.Length] : key;
        return NearestName.Of(stem, RuleFields.Names) is { } nearest
            ? $"is not a condition; did you mean '{nearest}{key[stem.Length..]}'?"
            : $"is not a condition; fields are {string.Join(", ", RuleFields.Names)}, with the suffixes {string.Join(" ", Suffixes.Select(suffix => suffix.Suffix))}";
    }
}
