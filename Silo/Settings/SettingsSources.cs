namespace Orchestrator.Silo;

/// <summary>
/// Puts the sources together: appsettings, then <c>Section__Key</c> variables, then the flat variables, then the command line; the later wins.
/// </summary>
internal static class SettingsSources
{
    /// <summary>Merges all sources; a flag nobody knows is an error that names the nearest thing to do.</summary>
    public static (IConfiguration Configuration, IReadOnlyList<string> Errors) Merge(string[] args)
    {
        var errors = new List<string>();
        var environment = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var flat = SettingsTable.All
            .Where(setting => environment[setting.Variable] is { Length: > 0 })
            .ToDictionary(setting => setting.ConfigurationKey, setting => environment[setting.Variable]);
        var configuration = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
            .AddJsonFile(Path.GetFullPath("appsettings.json"), optional: true)
            .AddEnvironmentVariables()
            .AddInMemoryCollection(flat)
            .AddInMemoryCollection(CommandLine(args, errors))
            .Build();
        return (configuration, errors);
    }

    private static Dictionary<string, string?> CommandLine(string[] args, List<string> errors)
    {
        var values = new Dictionary<string, string?>();
        for (var i = 0; i < args.Length; i++)
        {
            var (name, value) = Split(args[i]);
            if (SettingsTable.All.FirstOrDefault(setting => $"--{setting.Flag}" == name) is not { } setting)
            {
                errors.Add($"'{args[i]}' is not an option; --help lists them all.");
                continue;
            }

            if (value is null && i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal))
                value = args[++i];
            else if (value is null && setting.IsSwitch)
                value = "true";
            if (value is null)
                errors.Add($"--{setting.Flag} needs a value.");
            values[setting.ConfigurationKey] = value;
        }

        return values;
    }

    private static (string Name, string? Value) Split(string argument)
    {
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (argument, null) : (argument[..equals], argument[(equals + 1)..]);
    }
}
