using System.CommandLine;

namespace Orchestrator.Benchmarks;

/// <summary>Which servers are measured beside ours, as options of a command.</summary>
internal sealed class ServerOptions
{
    private readonly Command _command;

    private readonly Option<string[]> _builds = new("--beside")
    {
        Description = "Another build of the silo: NAME=FOLDER[,VARIABLE=VALUE]... with the folder its program lies in and environment variables for it",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<DirectoryInfo?> _portkey = new("--portkey") { Description = "Folder where npm installed @portkey-ai/gateway" };

    private readonly Option<string[]> _only = new("--only")
    {
        Description = "Names of those to measure (upstream, YARP, Portkey, ours, and those beside); all otherwise",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    public ServerOptions(Command command)
    {
        _command = command;
        _builds.Validators.Add(found =>
        {
            foreach (var value in found.Tokens.Select(token => token.Value).Where(value => !File.Exists(Path.Combine(Build.Parse(value).Folder, Servers.Program))))
                found.AddError($"--beside {value}: expected NAME=FOLDER with {Servers.Program} in the folder.");
        });
        _portkey.Validators.Add(found =>
        {
            if (found.GetValueOrDefault<DirectoryInfo?>() is { } folder && !File.Exists(Path.Combine(folder.FullName, Servers.PortkeyProgram)))
                found.AddError($"--portkey {folder}: expected a folder with {Servers.PortkeyProgram}.");
        });
        command.Options.Add(_builds);
        command.Options.Add(_portkey);
        command.Options.Add(_only);
    }

    /// <summary>What the command does with all that were asked for, and ours. An interrupted run takes its servers down.</summary>
    public void SetAction(Func<ParseResult, Servers, Task> run) => _command.SetAction(async (found, interrupted) =>
    {
        await using var servers = await Servers.StartAsync(
            [new Build("ours", AppContext.BaseDirectory, []), .. found.GetRequiredValue(_builds).Select(Build.Parse)], found.GetValue(_portkey)?.FullName, found.GetRequiredValue(_only));
        await run(found, servers).WaitAsync(interrupted);
    });
}

/// <summary>A build of the silo, with environment variables to run it under.</summary>
internal sealed record Build(string Name, string Folder, IReadOnlyList<(string Variable, string Value)> Environment)
{
    public static Build Parse(string text)
    {
        var parts = text.Split(',').Select(part => part.Split('=', 2)).Select(pair => (Name: pair[0], Value: pair.ElementAtOrDefault(1) ?? "")).ToArray();
        return new Build(parts[0].Name, parts[0].Value, parts[1..]);
    }
}
