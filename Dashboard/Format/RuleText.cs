namespace Orchestrator.Dashboard;

/// <summary>Rules in words.</summary>
internal static class RuleText
{
    public static string Conditions(RuleStatus status) =>
        status.Rule.Conditions.Count == 0 ? "always" : string.Join(" and ", status.Rule.Conditions.Select(Condition));

    /// <summary>What an author should know of a rule: that it is off, can never be reached, or never was; null for nothing.</summary>
    public static string? Mark(RuleStatus status, IReadOnlyList<RuleStatus> all)
    {
        if (!status.Rule.Enabled) return "disabled";
        if (ShadowedBy(status.Rule, all) is { } other) return $"shadowed by {other.Name}";
        return status.Hits == 0 ? "never hit" : null;
    }

    /// <summary>Everything of a rule in one text: equal texts are equal rules.</summary>
    public static string Key(RoutingRule rule) => string.Join('\n', Parts(rule).Select(part => $"{part.Name}={part.Value}"));

    /// <summary>What differs between two rules, a sentence each; everything for a new one.</summary>
    public static IReadOnlyList<string> Changes(RoutingRule? before, RoutingRule after) => before is null
        ? [.. Parts(after).Select(part => $"{part.Name}: {part.Value}")]
        : [.. Parts(before).Zip(Parts(after)).Where(pair => pair.First != pair.Second).Select(pair => $"{pair.First.Name}: {pair.First.Value} → {pair.Second.Value}")];

    private static IEnumerable<(string Name, string Value)> Parts(RoutingRule rule) =>
    [
        ("name", rule.Name), ("order", Show.Count(rule.PriorityOrder)), ("target", Show.Wire(rule.Target)), ("confidence", Show.Number(rule.Confidence)),
        ("enabled", rule.Enabled ? "yes" : "no"), ("conditions", rule.Conditions.Count == 0 ? "always" : string.Join(" and ", rule.Conditions.Select(Condition))),
        ("description", rule.Description ?? "none"),
    ];

    // An earlier rule that asks for a part of the same conditions matches whenever this one does.
    private static RoutingRule? ShadowedBy(RoutingRule rule, IReadOnlyList<RuleStatus> all) =>
        all.Select(status => status.Rule).FirstOrDefault(other =>
            other.Enabled && other.PriorityOrder < rule.PriorityOrder && other.Conditions.All(asked => rule.Conditions.Any(own => IsSame(asked, own))));

    private static bool IsSame(RuleCondition one, RuleCondition other) =>
        one.Field == other.Field && one.Operator == other.Operator && one.Values.SequenceEqual(other.Values);

    /// <summary>One condition, as <see cref="ConditionText"/> reads it back.</summary>
    public static string Condition(RuleCondition condition)
    {
        var values = string.Join(", ", condition.Values);
        return condition.Operator switch
        {
            RuleOperator.Equal => $"{condition.Field} = {values}",
            RuleOperator.Not => $"{condition.Field} ≠ {values}",
            RuleOperator.GreaterThan => $"{condition.Field} > {values}",
            RuleOperator.GreaterOrEqual => $"{condition.Field} ≥ {values}",
            RuleOperator.LessThan => $"{condition.Field} < {values}",
            RuleOperator.LessOrEqual => $"{condition.Field} ≤ {values}",
            _ => $"{condition.Field} in ({values})",
        };
    }
}
