using System.Text.Json;
using Orchestrator.Routing;

namespace Orchestrator.Configuration.Tests;

/// <summary>The JSON schemas that editors read know the same keys as the reader.</summary>
public sealed class SchemaTests
{
    [Fact]
    public void The_policy_schema_knows_every_field_with_its_operators()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "policies", "routing_policy.schema.json")));
        var known = schema.RootElement.GetProperty("properties").GetProperty("rules").GetProperty("items")
            .GetProperty("properties").GetProperty("conditions").GetProperty("properties").EnumerateObject().Select(property => property.Name);
        var expected =
            from field in RuleFields.All
            from comparison in Enum.GetValues<RuleOperator>()
            where PolicyValidator.Allows(field.Kind, comparison)
            select RuleConditions.Key(new RuleCondition(field.Name, comparison, []));
        Assert.Equal(expected.Order(StringComparer.Ordinal), known.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("routing_policy")]
    [InlineData("cost_config")]
    [InlineData("accounts")]
    public void The_keys_of_the_shipped_files_are_in_their_schemas(string name)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "policies");
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, $"{name}.schema.json")));
        var known = schema.RootElement.GetProperty("properties").EnumerateObject().Select(property => property.Name).ToArray();
        var errors = new YamlErrors();
        var used = YamlFile.Parse(File.ReadAllText(Path.Combine(folder, $"{name}.yaml")), errors)!.AsMap()!.Entries.Select(entry => entry.Key);
        Assert.All(used, key => Assert.Contains(key, known));
    }
}
