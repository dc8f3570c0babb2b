using System.CommandLine;
using Spectre.Console;

namespace Orchestrator.Cli;

/// <summary>Where commands write, and the options that all of those that talk to a server share.</summary>
/// <param name="Output">Gets results.</param>
/// <param name="Errors">Gets complaints, one line each.</param>
/// <param name="Console">Gets tables.</param>
internal sealed record CommandContext(TextWriter Output, TextWriter Errors, IAnsiConsole Console)
{
    public const string DefaultUrl = "http://127.0.0.1:8000";
    public const string DevelopmentKey = "dev-key-change-in-production";

    public Option<string> Url { get; } = new("--url")
    {
        Description = "Address of the API (ORCHESTRATOR_URL)",
        DefaultValueFactory = _ => Variable("ORCHESTRATOR_URL") ?? DefaultUrl,
    };

    public Option<string> Key { get; } = new("--api-key")
    {
        Description = "API key (ORCHESTRATOR_API_KEY); the development key otherwise",
        DefaultValueFactory = _ => Variable("ORCHESTRATOR_API_KEY") ?? DevelopmentKey,
    };

    public Option<bool> Json { get; } = new("--json") { Description = "Write JSON" };

    /// <summary>A command with the shared options.</summary>
    public Command Command(string name, string description, Func<ParseResult, ApiClient, CancellationToken, Task<int>> run, params Symbol[] own)
    {
        var command = Local(name, description, async (arguments, cancellation) =>
        {
            using var client = Connect(arguments);
            return await run(arguments, client, cancellation);
        }, own);
        command.Options.Add(Url);
        command.Options.Add(Key);
        return command;
    }

    /// <summary>A command that needs no server.</summary>
    public Command Local(string name, string description, Func<ParseResult, CancellationToken, Task<int>> run, params Symbol[] own)
    {
        var command = new Command(name, description);
        foreach (var symbol in own)
        {
            if (symbol is Argument argument)
                command.Arguments.Add(argument);
            else
                command.Options.Add((Option)symbol);
        }

        command.Options.Add(Json);
        command.SetAction((arguments, cancellation) => ExitCode.GuardAsync(Errors, () => run(arguments, cancellation)));
        return command;
    }

    /// <exception cref="ArgumentException">The address is none.</exception>
    public ApiClient Connect(ParseResult arguments) => new(Address(arguments), arguments.GetValue(Key)!);

    /// <exception cref="ArgumentException">The address is none.</exception>
    public Uri Address(ParseResult arguments)
    {
        var text = arguments.GetValue(Url)!;
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new ArgumentException($"--url is '{text}'; it must be an address such as {DefaultUrl}.");
    }

    /// <summary>Whether somebody said which server to use.</summary>
    public bool NamesServer(ParseResult arguments) => arguments.GetResult(Url) is { Implicit: false } || Variable("ORCHESTRATOR_URL") is not null;

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
