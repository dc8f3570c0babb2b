using System.Text.Json;
using System.Text.RegularExpressions;

namespace Orchestrator.Telemetry.Tests.Deploy;

public sealed partial class FilesTests
{
    public static TheoryData<string> Yaml => [.. Repository.Files(".yaml", ".yml")];

    public static TheoryData<string> Json => [.. Repository.Files(".json")];

    [Theory]
    [MemberData(nameof(Yaml))]
    public void Yaml_is_well_formed(string file) => Assert.NotEmpty(Repository.Documents(file));

    [Theory]
    [MemberData(nameof(Json))]
    public void Json_is_well_formed(string file)
    {
        using var json = JsonDocument.Parse(Repository.Read(file));

        Assert.Equal(JsonValueKind.Object, json.RootElement.ValueKind);
    }

    [Fact]
    public void The_image_ends_without_shell_and_without_root()
    {
        var final = Repository.Read("Dockerfile").Split("FROM ").Last();

        Assert.Contains("-chiseled AS final", final, StringComparison.Ordinal);
        Assert.Contains("USER $APP_UID", final, StringComparison.Ordinal);
        Assert.Contains("VOLUME /data", final, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"(?m)^RUN ", final);
    }

    [Fact]
    public void The_image_starts_programs_that_this_repository_builds()
    {
        var dockerfile = Repository.Read("Dockerfile");
        var published = Publish().Matches(dockerfile).Select(match => match.Groups[1].Value).ToList();

        Assert.Equal(["Silo"], published);
        Assert.Contains("\"/app/Orchestrator.Silo.dll\"", dockerfile, StringComparison.Ordinal);
        Assert.Contains("POLICIES=/app/policies", dockerfile, StringComparison.Ordinal);
        // The program's build puts both beside it, here as in the image.
        Assert.All(
            ["Orchestrator.Silo.dll", "policies/routing_policy.yaml", "llamahost/Orchestrator.LlamaHost.dll"],
            file => Assert.True(File.Exists(Path.Combine(AppContext.BaseDirectory, file)), file));
    }

    [Fact]
    public void The_service_may_write_to_its_state_only_and_gets_time_to_drain()
    {
        var unit = Unit();

        Assert.Equal("yes", unit["DynamicUser"]);
        Assert.Equal("strict", unit["ProtectSystem"]);
        Assert.Equal("yes", unit["NoNewPrivileges"]);
        Assert.Equal("", unit["CapabilityBoundingSet"]);
        Assert.Equal("/opt/orchestrator/Orchestrator.Silo", unit["ExecStart"]);
        Assert.Equal("/var/lib/" + unit["StateDirectory"], Variables(unit["Environment"])["DATA"]);
        Assert.True(int.Parse(unit["TimeoutStopSec"]) > int.Parse(Variables(unit["Environment"])["SHUTDOWN_GRACE_SEC"]) + 15);
    }

    [Fact]
    public void The_service_sets_only_variables_the_program_knows()
    {
        var example = Repository.Read("systemd/orchestrator.env").Split('\n').Select(line => Assignment().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value);

        Settings.AssertKnown(Variables(Unit()["Environment"]).Keys.Concat(example));
    }

    private static Dictionary<string, string> Unit() =>
        Repository.Read("systemd/orchestrator.service").Split('\n')
            .Where(line => line.Length > 0 && line[0] is not ('#' or '['))
            .Select(line => line.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1]);

    private static Dictionary<string, string> Variables(string text) =>
        text.Split(' ').Select(assignment => assignment.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

    [GeneratedRegex(@"dotnet publish (\w+)")]
    private static partial Regex Publish();

    [GeneratedRegex("^#?([A-Z][A-Z_]+)=")]
    private static partial Regex Assignment();
}
