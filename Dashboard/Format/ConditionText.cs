using System.Text.RegularExpressions;

namespace Orchestrator.Dashboard;

/// <summary>Reads conditions as the rule table writes them: one a line, such as <c>complexity_score &gt; 0.6</c>.</summary>
internal static partial class ConditionText
{
    private static readonly Dictionary<string, RuleOperator> Operators = new(StringComparer.OrdinalIgnoreCase)
    {
        ["="] = RuleOperator.Equal, ["≠"] = RuleOperator.Not, ["!="] = RuleOperator.Not, [">"] = RuleOperator.GreaterThan, ["≥"] = RuleOperator.GreaterOrEqual,
        [">="] = RuleOperator.GreaterOrEqual, ["<"] = RuleOperator.LessThan, ["≤"] = RuleOperator.LessOrEqual, ["<="] = RuleOperator.LessOrEqual, ["in"] = RuleOperator.In,
    };

    /// <summary>The conditions, and a sentence for each line that is none. Whether field and value fit is the policy's to say.</summary>
    public static (IReadOnlyList<RuleCondition> Conditions, IReadOnlyList<string> Problems) Parse(string? text)
    {
        List<RuleCondition> conditions = [];
        List<string> problems = [];
        foreach (var line in (text ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var match = Line().Match(line);
            if (!match.Success)
            {
                problems.Add($"'{line}' is no condition: write a field, one of = ≠ > ≥ < ≤ in, and a value.");
                continue;
            }
            var comparison = Operators[match.Groups["operator"].Value];
            var value = match.Groups["value"].Value.Trim();
            conditions.Add(new RuleCondition(match.Groups["field"].Value, comparison, comparison == RuleOperator.In ? Several(value) : [value]));
        }
        return (conditions, problems);
    }

    private static string[] Several(string value) => value.Trim('(', ')').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"^(?<field>[a-z_]+)\s*(?<operator>!=|>=|<=|[=≠>≥<≤]|(?<=\s)in(?=[\s(]))\s*(?<value>\S.*)$", RegexOptions.IgnoreCase)]
    private static partial Regex Line();
}
