using System.CommandLine;
using System.Text;
using Spectre.Console;

namespace Orchestrator.Cli.Tests;

/// <summary>The tool, run in this process.</summary>
internal sealed class Tool
{
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    public string Output => _output.ToString();

    public string Errors => _errors.ToString();

    public async Task<int> RunAsync(params string[] arguments)
    {
        await using var output = new StringWriter(_output);
        await using var errors = new StringWriter(_errors);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Interactive = InteractionSupport.No });
        console.Profile.Width = 400;
        return await CommandTree.Build(output, errors, console).Parse(arguments).InvokeAsync(
            new InvocationConfiguration { Output = output, Error = errors }, TestContext.Current.CancellationToken);
    }
}
