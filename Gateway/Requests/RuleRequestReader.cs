using System.Text.Json;

namespace Orchestrator.Gateway;

/// <summary>Reads a rule: the shape here, its meaning is checked with the whole policy by the router.</summary>
internal static class RuleRequestReader
{
    private const int Name = 0, Order = 1, Conditions = 2, Target = 3, Confidence = 4, Description = 5, Enabled = 6;
    private const int LongestName = 64, LongestDescription = 500, HighestOrder = 1_000_000;
    private const double DefaultConfidence = 0.9;

    private static readonly FieldNames Fields = new("a rule", "name", "priority_order", "conditions", "target", "confidence", "description", "enabled");

    /// <summary>The rule; null when anything is wrong, which is then among the errors.</summary>
    public static RoutingRule? Read(JsonElement element, FieldErrors errors)
    {
        if (Fields.Sort(element, "", errors) is not { } values)
            return null;
        var reader = new FieldReader(values, Fields, "", errors);
        reader.Require(Name, $"1 to {LongestName} characters");
        reader.Require(Order, $"a whole number from 0 to {HighestOrder}");
        reader.Require(Target, $"one of {WireNames.Allowed<ComputeTarget>()}");
        var name = reader.Text(Name, LongestName);
        var order = reader.Integer(Order, 0, HighestOrder);
        ComputeTarget? target = reader.Enum<ComputeTarget>(Target);
        var confidence = reader.Number(Confidence, 0, 1);
        var description = reader.Text(Description, LongestDescription);
        var enabled = reader.Bool(Enabled);
        IReadOnlyList<RuleCondition> conditions = reader.Has(Conditions) ? ReadConditions(reader.Value(Conditions), errors) : [];
        return errors.Any || name is null || order is null || target is null
            ? null
            : new RoutingRule(name, order.Value, conditions, target.Value, confidence ?? DefaultConfidence, description, enabled ?? true, "api");
    }

    private static List<RuleCondition> ReadConditions(JsonElement element, FieldErrors errors)
    {
        List<RuleCondition> conditions = [];
        if (element.ValueKind != JsonValueKind.Object)
        {
            errors.Add("conditions", $"must be an object, not {JsonText.Describe(element)}");
            return conditions;
        }
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (!JsonText.TryName(property, out var key))
                errors.Add("conditions", "has a name that is not valid Unicode");
            else if (ConditionKey.Parse(key) is not { } parsed)
                errors.Add($"conditions.{FieldText.Shorten(key)}", ConditionKey.Explain(key));
            else if (ReadValues(property.Value, parsed.Operator == RuleOperator.In) is not { } values)
                errors.Add($"conditions.{key}", $"must be {(parsed.Operator == RuleOperator.In ? "a list of texts or numbers" : "a text, a number, true or false")}");
            else
                conditions.Add(new RuleCondition(parsed.Field, parsed.Operator, values));
            if (errors.IsFull)
                break;
        }
        return conditions;
    }

    private static List<string>? ReadValues(JsonElement element, bool list)
    {
        if (!list)
            return Literal(element) is { } single ? [single] : null;
        if (element.ValueKind != JsonValueKind.Array || element.GetArrayLength() is 0 or > 100)
            return null;
        List<string> values = [];
        foreach (JsonElement item in element.EnumerateArray())
        {
            if (Literal(item) is not { } text)
                return null;
            values.Add(text);
        }
        return values;
    }

    private static string? Literal(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String when JsonText.TryRead(element, out var text) && !text.Contains('\0') => text,
        JsonValueKind.Number => element.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };
}
