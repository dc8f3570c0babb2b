using System.CommandLine;
using Orchestrator.Cli.Bench;
using Orchestrator.Cli.Models;
using Orchestrator.Cli.Training;
using Spectre.Console;

namespace Orchestrator.Cli;

/// <summary>The commands of <c>orchestrator</c>.</summary>
internal static class CommandTree
{
    /// <param name="output">Gets results.</param>
    /// <param name="errors">Gets complaints, one line each.</param>
    /// <param name="console">Gets tables.</param>
    public static RootCommand Build(TextWriter output, TextWriter errors, IAnsiConsole console) => Build(new CommandContext(output, errors, console));

    private static RootCommand Build(CommandContext context) => new($"AI smart compute orchestrator{Environment.NewLine}{ExitCode.Help}")
    {
        TaskCommands.Submit(context),
        TaskCommands.Watch(context),
        TaskCommands.Explain(context),
        TaskCommands.Cancel(context),
        TaskCommands.List(context),
        TaskCommands.Stats(context),
        PolicyCommand.Build(context),
        KeysCommand.Build(context),
        ModelsCommand.Build(context),
        SimulateCommand.Build(context),
        LoadCommand.Build(context),
        ChaosCommand.Build(context),
        BackupCommands.Backup(context),
        BackupCommands.Restore(context),
        new Command("bench", "Measure routing on recorded workloads")
        {
            BenchRoutingCommand.Build(context.Output, context.Errors, context.Console),
            BenchTextCommand.Build(context.Output, context.Errors, context.Console),
            BenchLiveCommand.Build(context),
        },
        TrainCommand.Build(context),
    };
}
