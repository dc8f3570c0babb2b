using System.CommandLine;
using Spectre.Console;

namespace Orchestrator.Cli.Tests;

/// <summary>The tool, run in this process.</summary>
internal sealed class Tool
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    public string Output => _output.ToString();

    public string Errors => _errors.ToString();

    public async Task<int> RunAsync(params string[] arguments)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(_output), Interactive = InteractionSupport.No });
        console.Profile.Width = 400;
        return await CommandTree.Build(_output, _errors, console).Parse(arguments).InvokeAsync(
            new InvocationConfiguration { Output = _output, Error = _errors }, TestContext.Current.CancellationToken);
    }
}
