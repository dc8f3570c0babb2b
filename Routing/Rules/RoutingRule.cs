namespace Orchestrator.Routing;

/// <summary>How a condition compares. The suffix of the YAML key names it; no suffix means equal.</summary>
public enum RuleOperator
{
    Equal,
    Not,
    GreaterThan,
    GreaterOrEqual,
    LessThan,
    LessOrEqual,
    In,
}

/// <summary>One condition of a rule, as it was written.</summary>
/// <param name="Field">Field name, such as <c>complexity_score</c>; see <see cref="RuleFields"/>.</param>
/// <param name="Operator">The comparison.</param>
/// <param name="Values">The literals: one, or several for <see cref="RuleOperator.In"/>; numbers invariant, booleans <c>true</c>/<c>false</c>, enums by wire name.</param>
public sealed record RuleCondition(string Field, RuleOperator Operator, IReadOnlyList<string> Values);

/// <summary>One rule: when every condition holds and its target is a candidate, the task goes there.</summary>
/// <param name="Name">Unique name, lower_snake_case, 1 to 64 characters.</param>
/// <param name="PriorityOrder">Rules are tried from the lowest order to the highest; 0 to 1,000,000, unique.</param>
/// <param name="Conditions">All must hold; none means the rule always matches.</param>
/// <param name="Target">Where a matching task goes.</param>
/// <param name="Confidence">0 to 1, reported with the decision.</param>
/// <param name="Description">For people.</param>
/// <param name="Enabled">False: kept, but not tried.</param>
/// <param name="Source"><c>file</c> or <c>api</c>.</param>
public sealed record RoutingRule(
    string Name,
    int PriorityOrder,
    IReadOnlyList<RuleCondition> Conditions,
    ComputeTarget Target,
    double Confidence,
    string? Description,
    bool Enabled,
    string Source)
{
    /// <summary>True for a rule that matches everything. A policy always has one, and it is the last.</summary>
    public bool IsCatchAll => Enabled && Conditions.Count == 0;
}

/// <summary>Something wrong in a policy or configuration, said so that its author can find it.</summary>
/// <param name="Field">Path of the field, such as <c>rules[3].conditions.complexity_score_gt</c>.</param>
/// <param name="Message">What is wrong, the value given, what is allowed.</param>
/// <param name="Line">1-based line in the file; null when it did not come from one.</param>
/// <param name="Column">1-based column; null when it did not come from a file.</param>
public sealed record PolicyError(string Field, string Message, int? Line = null, int? Column = null)
{
    public override string ToString() => Line is null ? $"{Field}: {Message}" : $"line {Line}, column {Column}: {Field}: {Message}";
}
