using Orchestrator.Silo;

if (args.Contains("--help") || args.Contains("-h"))
{
    await Console.Out.WriteAsync(SettingsText.Help());
    return 0;
}

var printConfiguration = args.Contains("--print-config");
var (configuration, unknown) = SettingsSources.Merge([.. args.Where(arg => arg != "--print-config")]);
var (settings, invalid) = SiloSettings.Read(configuration);
if (unknown.Concat(invalid).ToList() is { Count: > 0 } errors)
{
    foreach (var error in errors)
        await Console.Error.WriteLineAsync(error);
    return 1;
}

if (printConfiguration)
{
    await Console.Out.WriteAsync(SettingsText.Effective(configuration));
    return 0;
}

return await OrchestratorHost.RunAsync(settings);
