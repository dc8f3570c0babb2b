using System.Globalization;
using System.Text.RegularExpressions;

namespace Orchestrator.Routing;

/// <summary>What a validation found.</summary>
/// <param name="Errors">The policy cannot be used while there is one.</param>
/// <param name="Warnings">Rules that can never decide, and the like.</param>
public sealed record PolicyReport(IReadOnlyList<PolicyError> Errors, IReadOnlyList<PolicyError> Warnings);

/// <summary>Checks a whole policy and reports everything that is wrong with it. Paths name the rule's place in the given list: <c>rules[3].conditions.priority</c>.</summary>
public static partial class PolicyValidator
{
    private const int MaximumOrder = 1_000_000;

    /// <summary>Checks <paramref name="rules"/>.</summary>
    public static PolicyReport Validate(IReadOnlyList<RoutingRule> rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var errors = new List<PolicyError>();
        for (var i = 0; i < rules.Count; i++)
            CheckRule(rules[i], $"rules[{i}]", errors);
        CheckUnique(rules, rule => rule.Name, "name", errors);
        CheckUnique(rules, rule => rule.PriorityOrder.ToString(CultureInfo.InvariantCulture), "priority_order", errors);
        CheckCatchAll(rules, errors);
        return new PolicyReport(errors, errors.Count == 0 ? ShadowedRules.Find(rules) : []);
    }

    private static void CheckRule(RoutingRule rule, string path, List<PolicyError> errors)
    {
        if (!NameForm().IsMatch(rule.Name))
            errors.Add(new($"{path}.name", $"'{rule.Name}' is not lower_snake_case of 1 to 64 characters (a-z, 0-9, _; a letter first)"));
        if (rule.PriorityOrder is < 0 or > MaximumOrder)
            errors.Add(new($"{path}.priority_order", $"{rule.PriorityOrder} is outside 0 to {MaximumOrder}"));
        if (!(rule.Confidence is >= 0 and <= 1))
            errors.Add(new($"{path}.confidence", string.Create(CultureInfo.InvariantCulture, $"{rule.Confidence} is outside 0 to 1")));
        foreach (var condition in rule.Conditions)
            CheckCondition(condition, $"{path}.conditions.{RuleConditions.Key(condition)}", errors);
        foreach (var key in rule.Conditions.Select(RuleConditions.Key).GroupBy(key => key).Where(group => group.Count() > 1))
            errors.Add(new($"{path}.conditions.{key.Key}", "is given more than once"));
    }

    private static void CheckCondition(RuleCondition condition, string path, List<PolicyError> errors)
    {
        if (RuleFields.Find(condition.Field) is not { } field)
        {
            errors.Add(new(path, $"unknown field '{condition.Field}'{Nearest.Suggest(condition.Field, RuleFields.Names)}; allowed: {string.Join(", ", RuleFields.Names)}"));
            return;
        }

        if (!Allows(field.Kind, condition.Operator))
            errors.Add(new(path, $"'{RuleConditions.Symbol(condition.Operator)}' does not apply to {field.Name}, which takes {AllowedOperators(field.Kind)}"));
        if (condition.Values.Count == 0)
            errors.Add(new(path, "has no value"));
        else if (condition.Values.Count > 1 && condition.Operator != RuleOperator.In)
            errors.Add(new(path, $"has {condition.Values.Count} values; only '{field.Name}_in' takes a list"));
        foreach (var text in condition.Values)
            if (Complaint(field, text) is { } complaint)
                errors.Add(new(path, complaint));
    }

    /// <summary>Whether a field of this kind can be compared this way.</summary>
    public static bool Allows(RuleFieldKind kind, RuleOperator comparison) => kind switch
    {
        RuleFieldKind.Flag => comparison is RuleOperator.Equal or RuleOperator.Not,
        RuleFieldKind.TaskType => comparison is RuleOperator.Equal or RuleOperator.Not or RuleOperator.In,
        _ => true,
    };

    private static string AllowedOperators(RuleFieldKind kind) =>
        string.Join(", ", Enum.GetValues<RuleOperator>().Where(comparison => Allows(kind, comparison)).Select(comparison => $"'{RuleConditions.Symbol(comparison)}'"));

    private static string? Complaint(RuleFieldInfo field, string text)
    {
        if (RuleCompiler.Parse(field, text) is not { } value)
        {
            return field.Kind switch
            {
                RuleFieldKind.TaskType => $"'{text}' is not one of {WireNames.Allowed<TaskType>()}{Nearest.Suggest(text, WireNames.Allowed<TaskType>().Split(", "))}",
                RuleFieldKind.Priority => $"'{text}' is not one of {WireNames.Allowed<TaskPriority>()}{Nearest.Suggest(text, WireNames.Allowed<TaskPriority>().Split(", "))}",
                RuleFieldKind.Flag => $"'{text}' is not true or false",
                _ => $"'{text}' is not a number",
            };
        }

        return field.Kind == RuleFieldKind.Number && (value < field.Minimum || value > field.Maximum)
            ? string.Create(CultureInfo.InvariantCulture, $"{text} is outside {field.Minimum} to {field.Maximum}")
            : null;
    }

    private static void CheckUnique(IReadOnlyList<RoutingRule> rules, Func<RoutingRule, string> key, string name, List<PolicyError> errors)
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < rules.Count; i++)
            if (!seen.TryAdd(key(rules[i]), rules[i].Name))
                errors.Add(new($"rules[{i}].{name}", $"{key(rules[i])} is used already{(name == "name" ? "" : $" by rule '{seen[key(rules[i])]}'")}"));
    }

    private static void CheckCatchAll(IReadOnlyList<RoutingRule> rules, List<PolicyError> errors)
    {
        var enabled = rules.Select((rule, index) => (rule, index)).Where(entry => entry.rule.Enabled).OrderBy(entry => entry.rule.PriorityOrder).ToArray();
        var catchAll = Array.FindIndex(enabled, entry => entry.rule.IsCatchAll);
        if (catchAll < 0)
            errors.Add(new("rules", "there is no catch-all: the last enabled rule must have no conditions, so that every task matches some rule"));
        else if (catchAll < enabled.Length - 1)
            errors.Add(new(
                $"rules[{enabled[catchAll].index}]",
                $"rule '{enabled[catchAll].rule.Name}' has no conditions, so the {enabled.Length - 1 - catchAll} rule(s) after it, from '{enabled[catchAll + 1].rule.Name}' on, could never decide; a catch-all must have the highest priority_order"));
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{0,63}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex NameForm();
}
