using Orchestrator.Cli;
using Spectre.Console;

// A file or a pipe has no width of its own: do not cut tables to that of a terminal that is not there.
if (Console.IsOutputRedirected)
{
    AnsiConsole.Profile.Width = 200;
}

return await CommandTree.Build(Console.Out, Console.Error, AnsiConsole.Console).Parse(args).InvokeAsync();
