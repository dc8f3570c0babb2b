using System.CommandLine;
using Orchestrator.Cli.Bench;
using Orchestrator.Cli.Policies;
using Orchestrator.Cli.Training;
using Spectre.Console;

namespace Orchestrator.Cli;

/// <summary>The commands of <c>orchestrator</c>.</summary>
internal static class CommandTree
{
    /// <param name="output">Gets results.</param>
    /// <param name="errors">Gets complaints, one line each.</param>
    /// <param name="console">Gets tables.</param>
    public static RootCommand Build(TextWriter output, TextWriter errors, IAnsiConsole console) => new("AI smart compute orchestrator")
    {
        new Command("bench", "Measure routing on recorded workloads")
        {
            BenchRoutingCommand.Build(output, errors, console),
            BenchTextCommand.Build(output, errors, console),
        },
        TrainCommand.Build(output, errors),
        new Command("policy", "Work on routing policies")
        {
            PolicyCheckCommand.Build(output, errors),
        },
    };
}
