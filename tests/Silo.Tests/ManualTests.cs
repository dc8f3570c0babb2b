using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Orchestrator.Silo.Tests;

/// <summary>Every command of the HTTP manual runs as it stands.</summary>
public sealed partial class ManualTests
{
    private const string DocumentedAddress = "http://127.0.0.1:8000";

    [Fact]
    public async Task The_commands_of_the_manual_run_one_after_the_other()
    {
        Need(HasProgram("bash") && HasProgram("curl"), "bash and curl are needed to run the manual's commands");
        using var folder = new TemporaryFolder();
        await using var silo = await SiloProcess.StartAsync(folder, ("--simulate", "true"), ("--simulate-scale", "0"), ("--log-level", "Warning"));
        var manual = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "api.md"));
        string[] blocks = [.. Block().Matches(manual).Select(match => match.Groups[1].Value)];
        Assert.True(blocks.Length > 10, $"{blocks.Length} blocks");
        Assert.Contains(DocumentedAddress, blocks[0], StringComparison.Ordinal);

        var (exitCode, output) = await RunAsync(Script(blocks, silo.Http.BaseAddress!), folder);

        Assert.True(exitCode == 0, output);
        Assert.Contains("\"progress\":{\"chunks_done\":", output, StringComparison.Ordinal);
        Assert.Contains("data: [DONE]", output, StringComparison.Ordinal);
    }

    /// <summary>One script, since later blocks use what earlier ones set. A refused request or a failed command ends it.</summary>
    private static string Script(string[] blocks, Uri address)
    {
        var script = new StringBuilder("set -eu\ncurl() { command curl -sS --fail-with-body --max-time 120 \"$@\" && echo; }\nset -x\n");
        foreach (var block in blocks)
            script.AppendLine(block);
        return script.ToString().Replace(DocumentedAddress, address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string script, TemporaryFolder folder)
    {
        var file = folder.File("manual.sh");
        await File.WriteAllTextAsync(file, script);
        var start = new ProcessStartInfo("bash", [file]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await errors);
    }

    private static bool HasProgram(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, name)));

    private static void Need(bool there, string otherwise)
    {
        Assert.True(there || !Requirement.AllRequired, otherwise);
        Assert.SkipUnless(there, otherwise);
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
