using System.Text.Json;
using System.Text.RegularExpressions;
using Orchestrator.Engines;
using Orchestrator.Telemetry.Tests.Deploy;

namespace Orchestrator.Telemetry.Tests.Docs;

public sealed partial class EnginesPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "engines.md"));

    public static TheoryData<string> Examples => [.. Yaml().Matches(Page).Select(match => match.Groups[1].Value)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_is_a_file_that_the_program_takes(string yaml)
    {
        var (engines, errors) = EngineFile.Parse(yaml, EngineEnvironment.Empty);

        Assert.Empty(errors);
        Assert.NotEmpty(engines);
    }

    [Fact]
    public void Every_key_of_the_file_is_explained()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "policies", "engines.schema.json")));

        Assert.All(
            schema.RootElement.GetProperty("properties").GetProperty("engines").GetProperty("items").GetProperty("properties").EnumerateObject(),
            key => Assert.Contains($"`{key.Name}`", Page, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_preset_is_listed_with_its_address() =>
        Assert.All(EngineFilePresets(), preset => Assert.Contains($"| `{preset}` |", Page, StringComparison.Ordinal));

    private static IEnumerable<string> EngineFilePresets()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "policies", "engines.schema.json")));
        return [.. schema.RootElement.GetProperty("properties").GetProperty("engines").GetProperty("items").GetProperty("properties").GetProperty("preset").GetProperty("enum").EnumerateArray().Select(item => item.GetString()!)];
    }

    [GeneratedRegex(@"^```yaml\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Yaml();
}
