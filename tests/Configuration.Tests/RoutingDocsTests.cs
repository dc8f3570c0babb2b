using System.Text.RegularExpressions;
using Orchestrator.Routing;

namespace Orchestrator.Configuration.Tests;

/// <summary>The manual of routing: its examples are valid, and it leaves no field, operator or setting out.</summary>
public sealed partial class RoutingDocsTests
{
    private static readonly string Manual = File.ReadAllText(Find("docs/routing.md"));

    public static TheoryData<string> Examples => [.. Blocks().Matches(Manual).Select(match => match.Groups[1].Value)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_is_a_valid_policy(string yaml)
    {
        var parsed = PolicyFile.Parse(yaml);

        Assert.Empty(parsed.Errors);
        RoutingPolicy.Compile("manual", parsed.Rules, parsed.Settings);
    }

    [Fact]
    public void Every_field_operator_and_stage_is_there()
    {
        string[] operators = ["_not", "_gt", "_gte", "_lt", "_lte", "_in"];
        string[] wanted = [.. RuleFields.Names, .. operators, .. Enum.GetValues<RoutingStage>().Select(WireNames.Of)];

        string[] missing = [.. wanted.Where(word => !Manual.Contains($"`{word}", StringComparison.Ordinal))];
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_setting_stands_in_an_example()
    {
        string[] settings = ["weights", "value", "cost_weight", "expected_latency_ms", "batch_expected_latency_ms", "gpu_overload_percent", "cpu_overload_percent"];

        string[] missing = [.. settings.Where(setting => !Examples.Any(example => example.Data.Contains($"  {setting}:", StringComparison.Ordinal)))];
        Assert.Empty(missing);
    }

    private static string Find(string relative)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, relative)))
            folder = folder.Parent!;
        return Path.Combine(folder.FullName, relative);
    }

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
