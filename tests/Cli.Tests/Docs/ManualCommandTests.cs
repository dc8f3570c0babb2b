using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Orchestrator.Silo;
using Orchestrator.TestServers;
using Spectre.Console;

namespace Orchestrator.Cli.Tests.Docs;

/// <summary>
/// Every command of the manual is run, checked for the options it names, or says what it needs that a build machine lacks. A new command that fits none of these fails.
/// </summary>
public sealed partial class ManualCommandTests
{
    /// <summary>Commands that the build or a test runs as they stand, and where.</summary>
    private static readonly Dictionary<string, string> RunElsewhere = new()
    {
        ["./test.sh"] = ".ci/run",
        ["./test.sh Routing Gateway"] = ".ci/run",
        [".ci/audit.sh"] = "test.sh",
        ["dotnet build Orleans.sln"] = "test.sh",
        ["dotnet run --project tests/Routing.Tests"] = "test.sh",
        ["deploy/tls/lab-ca.sh lab-tls silo-1 silo-2 gateway"] = "tests/Cluster.Tests/TlsTests.cs",
        ["kubectl kustomize deploy/kubernetes"] = "tests/Telemetry.Tests/Deploy/ToolTests.cs",
        ["dotnet publish Silo -c Release -o /opt/orchestrator"] = "tests/Silo.Tests/PublishedTests.cs",
    };

    /// <summary>Pages that a test runs from top to bottom, as one script, and that test.</summary>
    private static readonly Dictionary<string, string> RunAsAScript = new() { ["docs/api.md"] = "tests/Silo.Tests/ManualTests.cs" };

    /// <summary>Fails on a status of 400 and above.</summary>
    private const string CurlOptions = "--silent --show-error --fail-with-body --max-time 60";

    private static IEnumerable<ManualCommand> Checkable => Manual.Commands.Where(command => command.Needs is null && !RunAsAScript.ContainsKey(command.File));

    [Fact]
    public void Every_command_is_checked_here_or_says_what_it_needs()
    {
        Assert.True(Manual.Commands.Count > 20, $"only {Manual.Commands.Count} commands were found");

        Assert.DoesNotContain(Checkable, command => !IsCurl(command) && Tool(command) is null && Server(command) is null && !IsVariable(command) && !RunElsewhere.ContainsKey(command.Text));
    }

    [Fact]
    public void What_runs_a_command_elsewhere_is_there() =>
        Assert.All(RunElsewhere.Values.Concat(RunAsAScript.Values).Distinct(), file => Assert.True(File.Exists(Path.Combine(Manual.Root, file)), file));

    [Fact]
    public void Every_command_of_the_tool_has_the_options_that_the_manual_gives_it()
    {
        var tree = CommandTree.Build(TextWriter.Null, TextWriter.Null, AnsiConsole.Console);

        Assert.All(Checkable.Where(command => Tool(command) is not null), command =>
        {
            var errors = tree.Parse(Words(Tool(command)!)).Errors;
            Assert.True(errors.Count == 0, $"{command}: {string.Join("; ", errors.Select(error => error.Message))}");
        });
    }

    [Fact]
    public void Every_start_of_the_server_has_settings_that_it_takes()
    {
        Assert.All(Checkable.Where(command => Server(command) is not null), command =>
        {
            string[] arguments = [.. Words(Server(command)!).Where(word => word is not ("--help" or "--print-config"))];
            var (_, unknown) = SettingsSources.Merge(arguments);
            Assert.True(unknown.Count == 0, $"{command}: {string.Join("; ", unknown)}");
        });
        Assert.All(Checkable.SelectMany(Variables), pair => Assert.Contains(pair, SettingsTable.All.Select(setting => setting.Variable)));
    }

    [Fact]
    public async Task Every_request_with_curl_is_answered_as_one_would_hope()
    {
        var requests = Checkable.Where(IsCurl).ToList();
        using var folder = new TemporaryFolder();
        await using var silo = await SiloProcess.StartAsync(
            folder, ("--simulate", "true"), ("--simulate-scale", "0"), ("WEBHOOK_SECRET", "of-the-manual"), ("WEBHOOK_ALLOWED_HOSTS", "127.0.0.1:9"));
        var task = (string)(await silo.RunAsync(new { task_type = "CHAT", input_text = "Hello" }))["task_id"]!;

        foreach (var request in requests)
        {
            var (code, output) = await CurlAsync(Here(request.Text, silo, task));
            Assert.True(code == 0, $"{request} ended with {code}: {output}");
        }
    }

    /// <summary>The command, asking this silo and about a task that it has.</summary>
    private static string Here(string command, SiloProcess silo, string task)
    {
        var text = Address().Replace(command, silo.Http.BaseAddress!.GetLeftPart(UriPartial.Authority))
            .Replace("$API_KEY", SiloProcess.DevelopmentKey, StringComparison.Ordinal)
            .Replace("$KEY", SiloProcess.DevelopmentKey, StringComparison.Ordinal);
        return Id().Replace(text, task);
    }

    private static Task<(int Code, string Output)> CurlAsync(string command) =>
        BashAsync(command.Replace("curl ", $"curl {CurlOptions} ", StringComparison.Ordinal));

    private static async Task<(int Code, string Output)> BashAsync(string script)
    {
        var start = new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (process.ExitCode, $"{script}\n{await output}{await errors}");
        }
        catch (Win32Exception)
        {
            Assert.False(Requirement.AllRequired, "bash is not installed");
            Assert.Skip("bash is not installed");
            throw;
        }
    }

    private static bool IsCurl(ManualCommand command) => command.Text.StartsWith("curl ", StringComparison.Ordinal);

    private static bool IsVariable(ManualCommand command) => command.Text.StartsWith("export ", StringComparison.Ordinal);

    private static string? Tool(ManualCommand command) => After(command, "dotnet run --project Cli --") ?? After(command, "orchestrator");

    private static string? Server(ManualCommand command) => After(command, "dotnet run --project Silo --") ?? After(command, "dotnet run --project Silo") ?? After(command, "Orchestrator.Silo");

    /// <summary>What follows the program's name, whatever variables are set before it.</summary>
    private static string? After(ManualCommand command, string program)
    {
        var text = Assignments().Replace(command.Text, "");
        return text == program ? "" : text.StartsWith($"{program} ", StringComparison.Ordinal) ? text[(program.Length + 1)..] : null;
    }

    private static IEnumerable<string> Variables(ManualCommand command) =>
        IsVariable(command) || Server(command) is not null ? VariableNames().Matches(command.Text).Select(match => match.Groups[1].Value) : [];

    /// <summary>Words as a shell splits them; what stands in brackets is optional and left out, an ellipsis stands for a value.</summary>
    private static string[] Words(string text) =>
        [.. Word().Matches(Optional().Replace(text, "")).Select(match => match.Value.Trim('"', '\''))];

    [GeneratedRegex(@"https?://(?:127\.0\.0\.1|localhost):8000")]
    private static partial Regex Address();

    [GeneratedRegex(@"0199…|\$ID|\{id\}")]
    private static partial Regex Id();

    [GeneratedRegex(@"^(?:[A-Z][A-Z_]+=\S+ )+")]
    private static partial Regex Assignments();

    [GeneratedRegex(@"(?:^|\s)([A-Z][A-Z_]+)=")]
    private static partial Regex VariableNames();

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Optional();

    [GeneratedRegex("""'[^']*'|"[^"]*"|\S+""")]
    private static partial Regex Word();
}
