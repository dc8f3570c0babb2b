using System.CommandLine;
using Orchestrator.Configuration;

namespace Orchestrator.Cli.Policies;

/// <summary><c>orchestrator policy check</c>: every error and warning of a policy file, with line and column.</summary>
internal static class PolicyCheckCommand
{
    public static Command Build(TextWriter output, TextWriter errors)
    {
        var file = new Argument<string>("file") { Description = "The policy file" };
        var command = new Command("check", "Check a policy file: 0 when it can be used, 1 when it has errors, 2 when it cannot be read") { file };
        command.SetAction(arguments => ExitCode.Guard(errors, () =>
        {
            var path = arguments.GetRequiredValue(file);
            var document = PolicyFile.Parse(File.ReadAllText(path));
            foreach (var error in document.Errors)
            {
                output.WriteLine($"{path}: error: {error}");
            }

            foreach (var warning in document.Warnings)
            {
                output.WriteLine($"{path}: warning: {warning}");
            }

            output.WriteLine(document.Errors.Count == 0
                ? $"{path}: {document.Rules.Count} rules, {document.Warnings.Count} warnings"
                : $"{path}: {document.Errors.Count} errors, {document.Warnings.Count} warnings");
            return document.Errors.Count == 0 ? ExitCode.Success : ExitCode.Failure;
        }));
        return command;
    }
}
