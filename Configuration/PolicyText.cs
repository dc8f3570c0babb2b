using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Orchestrator.Routing;

namespace Orchestrator.Configuration;

/// <summary>Writes rules as <see cref="PolicyFile"/> reads them.</summary>
public static partial class PolicyText
{
    /// <summary>The <c>rules</c> of a policy file.</summary>
    public static string Of(IEnumerable<RoutingRule> rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var text = new StringBuilder("rules:\n");
        foreach (var rule in rules)
            text.Append(Of(rule)).Append('\n');
        return text.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>One entry of <c>rules</c>.</summary>
    public static string Of(RoutingRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var text = new StringBuilder();
        Line("- name", Scalar(rule.Name));
        Line("  priority_order", rule.PriorityOrder.ToString(CultureInfo.InvariantCulture));
        if (rule.Conditions.Count > 0)
            Line("  conditions", "{ " + string.Join(", ", rule.Conditions.Select(condition => $"{RuleConditions.Key(condition)}: {Values(condition)}")) + " }");
        Line("  target", WireNames.Of(rule.Target));
        Line("  confidence", rule.Confidence.ToString(CultureInfo.InvariantCulture));
        if (rule.Description is { } description)
            Line("  description", Scalar(description));
        if (!rule.Enabled)
            Line("  enabled", "false");
        return text.ToString();

        void Line(string key, string value) => text.Append(CultureInfo.InvariantCulture, $"  {key}: {value}\n");
    }

    private static string Values(RuleCondition condition) => condition.Operator == RuleOperator.In
        ? $"[{string.Join(", ", condition.Values.Select(Scalar))}]"
        : Scalar(condition.Values.Count > 0 ? condition.Values[0] : "");

    // JSON strings are YAML's double-quoted scalars.
    private static string Scalar(string value) => Plain().IsMatch(value) ? value : JsonSerializer.Serialize(value, Readable);

    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_.+/()-]*(?: [A-Za-z0-9_.+/()-]+)*$")]
    private static partial Regex Plain();
}
