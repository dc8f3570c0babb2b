using System.CommandLine;
using Orchestrator.Cli;
using Spectre.Console;

// A file or a pipe has no width of its own: do not cut tables to that of a terminal that is not there.
if (Console.IsOutputRedirected)
{
    AnsiConsole.Profile.Width = 200;
}

// A command that started servers of its own needs a moment to take them down again.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(15) };
return await CommandTree.Build(Console.Out, Console.Error, AnsiConsole.Console).Parse(args).InvokeAsync(invocation);
