using System.Text;

namespace Orchestrator.Silo;

/// <summary>The settings as text for people: the help and the effective configuration.</summary>
internal static class SettingsText
{
    public static string Help()
    {
        var text = new StringBuilder()
            .AppendLine("AI smart compute orchestrator: takes AI tasks and runs each where it is best: GPU, CPU, QUANTIZED or CLOUD.")
            .AppendLine()
            .AppendLine("Usage: dotnet run --project Silo [-- options]")
            .AppendLine()
            .AppendLine("Every option is also an environment variable (in brackets), a key of appsettings.json in the section")
            .AppendLine("Orchestrator, and Orchestrator__Key in the environment. The command line wins, then the variable.")
            .AppendLine("A secret may come from a file: API_KEYS_FILE names the file that holds API_KEYS.")
            .AppendLine();
        foreach (var setting in SettingsTable.All)
        {
            text.AppendLine($"  --{setting.Flag} [{setting.Variable}]{(setting.Default is { } value ? $" = {value}" : "")}");
            text.AppendLine($"      {setting.Help}");
        }

        return text
            .AppendLine("  --print-config")
            .AppendLine("      Print the effective configuration, secrets redacted, and exit.")
            .AppendLine("  --help")
            .AppendLine("      Print this and exit.")
            .ToString();
    }

    public static string Effective(IConfiguration configuration)
    {
        var reader = new SettingsReader(configuration);
        var text = new StringBuilder();
        foreach (var setting in SettingsTable.All)
        {
            var value = reader.Text(setting);
            text.AppendLine($"{setting.Variable}={(value is null ? "" : setting.IsSecret ? "[redacted]" : value)}");
        }

        return text.ToString();
    }
}
