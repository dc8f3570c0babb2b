using Orchestrator.Routing;

namespace Orchestrator.Configuration;

/// <summary>One entry of <c>rules</c>.</summary>
internal static class RuleSection
{
    private const int MaximumOrder = 1_000_000;

    public static RoutingRule? Read(YamlValue item)
    {
        if (item.AsMap("name", "priority_order", "conditions", "target", "confidence", "description", "enabled") is not { } map)
            return null;
        var name = map.Required("name")?.AsText();
        var order = map.Required("priority_order")?.AsNumber(0, MaximumOrder);
        var target = map.Required("target")?.AsChoice<ComputeTarget>();
        var confidence = map.Number("confidence", 0.0, 1.0);
        var conditions = Conditions(map["conditions"]);
        return name is null || order is null || target is null
            ? null
            : new RoutingRule(name, order.Value, conditions, target.Value, confidence ?? 1, map.Text("description"), map.Flag("enabled") ?? true, "file");
    }

    private static RuleCondition[] Conditions(YamlValue? value)
    {
        if (value?.AsMap() is not { } map)
            return [];
        return map.Entries.Select(entry => RuleConditions.FromPair(entry.Key, Literals(entry.Value))).ToArray();
    }

    private static object? Literals(YamlValue value) =>
        value.IsList ? value.AsList()!.Select(item => item.AsText()).ToArray() : value.IsNull ? null : value.AsText();
}
