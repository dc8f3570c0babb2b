using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestrator.Configuration;
using Orchestrator.Routing;

namespace Orchestrator.Cli;

/// <summary><c>orchestrator policy check FILE</c>: everything that is wrong with a policy, a cost configuration or accounts.</summary>
internal static class PolicyCommand
{
    public static Command Build(CommandContext context)
    {
        var files = new Argument<string[]>("files") { Description = "routing_policy.yaml, cost_config.yaml, accounts.yaml", Arity = ArgumentArity.OneOrMore };
        return new Command("policy", "Work with policy files")
        {
            context.Local("check", "Report every error with its line and column, and rules that can never decide", (arguments, _) =>
            {
                PolicyFinding[] findings = [.. arguments.GetRequiredValue(files).SelectMany(Check)];
                if (arguments.GetValue(context.Json))
                    context.Output.WriteLine(JsonSerializer.Serialize(findings, PolicyJson.Default.PolicyFindingArray));
                else
                    foreach (var line in findings.Select(finding => finding.ToString()).DefaultIfEmpty("Nothing is wrong."))
                        context.Output.WriteLine(line);
                return Task.FromResult(Array.Exists(findings, finding => finding.Severity == "error") ? ExitCode.Failure : ExitCode.Success);
            }, files),
            PolicyReplayCommand.Build(context),
        };
    }

    private static IEnumerable<PolicyFinding> Check(string file)
    {
        var text = File.ReadAllText(file);
        if (Has(text, "prices", "baseline_model"))
            return CostFile.Parse(text).Errors.Select(error => PolicyFinding.Of(file, "error", error));
        if (Has(text, "accounts"))
            return AccountsFile.Parse(text, []).Errors.Select(error => PolicyFinding.Of(file, "error", error));
        var policy = PolicyFile.Parse(text);
        return policy.Errors.Select(error => PolicyFinding.Of(file, "error", error)).Concat(policy.Warnings.Select(warning => PolicyFinding.Of(file, "warning", warning)));
    }

    /// <summary>Files may be called anything: a key that only one kind has tells them apart.</summary>
    private static bool Has(string text, params string[] keys) =>
        YamlFile.Parse(text, new YamlErrors())?.AsMap() is { } root && root.Entries.Any(entry => keys.Contains(entry.Key));
}

/// <summary>One thing wrong with a file.</summary>
internal sealed record PolicyFinding(string File, int? Line, int? Column, string Severity, string Field, string Message)
{
    public static PolicyFinding Of(string file, string severity, PolicyError error) => new(file, error.Line, error.Column, severity, error.Field, error.Message);

    // The form editors and build servers turn into links.
    public override string ToString() => $"{File}({Line ?? 1},{Column ?? 1}): {Severity}: {(Field.Length == 0 ? "" : $"{Field}: ")}{Message}";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PolicyFinding[]))]
internal sealed partial class PolicyJson : JsonSerializerContext;
