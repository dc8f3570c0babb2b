using Microsoft.Extensions.Configuration;

namespace Orchestrator.Silo.Tests.Security;

/// <summary>Every secret may come from a file.</summary>
public sealed class SecretFileTests
{
    public static TheoryData<string> Secret => [.. SettingsTable.All.Where(setting => setting.IsSecret).Select(setting => setting.Variable)];

    [Theory]
    [MemberData(nameof(Secret))]
    public void A_secret_is_read_from_the_file_its_variable_names(string variable)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("secret"), "the-secret\n");

        var reader = Reader(($"{variable}_FILE", folder.File("secret")));

        Assert.Equal("the-secret", reader.Text(Setting(variable)));
        Assert.Empty(reader.Errors);
    }

    [Theory]
    [MemberData(nameof(Secret))]
    public void A_file_that_is_missing_or_empty_and_a_secret_given_twice_are_errors_that_do_not_show_it(string variable)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("empty"), " \n");
        File.WriteAllText(folder.File("secret"), "the-secret");

        Assert.Equal([$"{variable}_FILE is '{folder.File("nowhere")}', which cannot be read."], Errors(variable, ($"{variable}_FILE", folder.File("nowhere"))));
        Assert.Equal([$"{variable}_FILE is '{folder.File("empty")}', which is empty."], Errors(variable, ($"{variable}_FILE", folder.File("empty"))));
        var twice = Errors(variable, ($"{variable}_FILE", folder.File("secret")), (Setting(variable).ConfigurationKey, "another-secret"));
        Assert.Equal([$"{variable} and {variable}_FILE are both given; one of them must go."], twice);
    }

    [Fact]
    public void Settings_whose_name_speaks_of_a_secret_are_marked_as_one() =>
        Assert.All(
            SettingsTable.All.Where(setting => setting.Variable.Split('_').Any(word => word is "SECRET" or "KEYS" or "PASSWORD" or "TOKEN") || setting.Variable.EndsWith("API_KEY", StringComparison.Ordinal)
                || setting.Help.Contains("password", StringComparison.OrdinalIgnoreCase)),
            setting => Assert.True(setting.IsSecret, setting.Variable));

    private static Setting Setting(string variable) => SettingsTable.All.Single(setting => setting.Variable == variable);

    private static SettingsReader Reader(params (string Key, string Value)[] values) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(values.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))).Build());

    private static IReadOnlyList<string> Errors(string variable, params (string Key, string Value)[] values)
    {
        var reader = Reader(values);
        reader.Text(Setting(variable));
        reader.Text(Setting(variable));
        return reader.Errors;
    }
}
