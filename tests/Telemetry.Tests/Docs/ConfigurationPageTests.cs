using Orchestrator.Silo;
using Orchestrator.Telemetry.Tests.Deploy;

namespace Orchestrator.Telemetry.Tests.Docs;

public sealed class ConfigurationPageTests
{
    /// <summary>Set <c>UPDATE_DOCS=1</c> to write the page anew after a change of the settings.</summary>
    [Fact]
    public void The_page_of_settings_is_current()
    {
        var file = Path.Combine(Repository.Root, "docs", "configuration.md");
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
            File.WriteAllText(file, SettingsManual.Page());

        Assert.True(File.Exists(file) && File.ReadAllText(file) == SettingsManual.Page(), "docs/configuration.md is not what the settings say: run this test with UPDATE_DOCS=1");
    }

    [Fact]
    public void The_help_names_every_setting_and_the_files_of_secrets()
    {
        var help = SettingsText.Help();

        Assert.All(SettingsTable.All, setting => Assert.Contains($"--{setting.Flag} [{setting.Variable}]", help, StringComparison.Ordinal));
        Assert.Contains("_FILE", help, StringComparison.Ordinal);
    }
}
