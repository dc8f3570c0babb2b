using System.Globalization;

namespace Orchestrator.Silo;

/// <summary>Reads settings by name and collects everything that is wrong with them, so that the operator sees it all at once.</summary>
internal sealed class SettingsReader(IConfiguration configuration)
{
    private readonly List<string> _errors = [];

    /// <summary>One line for each wrong value: setting, value given (never of a secret), what is allowed.</summary>
    public IReadOnlyList<string> Errors => [.. _errors.Distinct()];

    public string? Text(Setting setting)
    {
        var given = configuration[setting.ConfigurationKey] is { Length: > 0 } value ? value : null;
        if (!setting.IsSecret || SecretFile.Named(configuration, setting.Variable) is not { } file)
            return given ?? setting.Default;
        if (given is not null)
            _errors.Add($"{setting.Variable} and {SecretFile.VariableOf(setting.Variable)} are both given; one of them must go.");
        return FromFile(setting, file);
    }

    public double Number(Setting setting, double least, double most)
    {
        var text = Text(setting)!;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            return value;
        Add(setting, text, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"));
        return least;
    }

    public int Integer(Setting setting, int least, int most)
    {
        var text = Text(setting)!;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            return value;
        Add(setting, text, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"));
        return least;
    }

    public bool Switch(Setting setting)
    {
        var text = Text(setting)!;
        if (text is "1" or "true" or "True" or "yes")
            return true;
        if (text is not ("0" or "false" or "False" or "no"))
            Add(setting, text, "true or false");
        return false;
    }

    public string Choice(Setting setting, params string[] allowed)
    {
        var text = Text(setting)!;
        if (Array.Find(allowed, choice => choice.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } match)
            return match;
        Add(setting, text, $"one of {string.Join(", ", allowed)}");
        return allowed[0];
    }

    /// <summary>A comma-separated list of allowed words; null when the setting is absent.</summary>
    public IReadOnlyList<string>? Words(Setting setting, params string[] allowed)
    {
        if (Text(setting) is not { } text)
            return null;
        var words = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(word => word.ToLowerInvariant()).Distinct().ToArray();
        if (words.Length == 0 || words.Except(allowed).Any())
            Add(setting, text, $"a comma-separated list of {string.Join(", ", allowed)}");
        return words;
    }

    /// <summary>Absolute http addresses with an explicit port, separated by semicolons.</summary>
    public IReadOnlyList<Uri> Addresses(Setting setting)
    {
        var text = Text(setting)!;
        var addresses = new List<Uri>();
        foreach (var part in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            // Kestrel's wildcard hosts are not valid in a Uri.
            var readable = part.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal);
            if (Uri.TryCreate(readable, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.Port is > 0 and <= 65535 && address.AbsolutePath == "/")
                addresses.Add(address);
            else
                Add(setting, part, "addresses such as http://127.0.0.1:8000");
        }

        if (addresses.Count == 0)
            Add(setting, text, "at least one address such as http://127.0.0.1:8000");
        return addresses;
    }

    public void Require(Setting setting, string why)
    {
        if (Text(setting) is null)
            _errors.Add($"{setting.Variable} (--{setting.Flag}) is not set; {why}.");
    }

    public void Add(Setting setting, string value, string allowed) =>
        _errors.Add($"{setting.Variable} (--{setting.Flag}) is {(setting.IsSecret ? "given" : $"'{value}'")}; it must be {allowed}.");

    private string? FromFile(Setting setting, string file)
    {
        var (secret, fault) = SecretFile.Read(file);
        if (fault is not null)
            _errors.Add($"{SecretFile.VariableOf(setting.Variable)} is '{file}', which {fault}.");
        return secret;
    }
}
