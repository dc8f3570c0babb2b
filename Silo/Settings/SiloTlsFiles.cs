namespace Orchestrator.Silo;

/// <summary>The files of mutual TLS between silos: given all together or not at all.</summary>
/// <param name="Certificate">PEM, this process's certificate and what lies between it and the authority.</param>
/// <param name="Key">PEM, its private key.</param>
/// <param name="Authority">PEM, the authority's certificates.</param>
internal sealed record SiloTlsFiles(string Certificate, string Key, string Authority)
{
    /// <summary>Null when none is given; one that is missing is among the reader's errors.</summary>
    public static SiloTlsFiles? Read(SettingsReader reader)
    {
        Setting[] settings = [SettingsTable.SiloTlsCert, SettingsTable.SiloTlsKey, SettingsTable.SiloTlsCa];
        if (settings.All(setting => reader.Text(setting) is null))
            return null;
        foreach (var setting in settings)
        {
            reader.Require(setting, "mutual TLS needs certificate, key and authority");
            if (reader.Text(setting) is { } file && !File.Exists(file))
                reader.Add(setting, file, "a file that exists");
        }

        return new SiloTlsFiles(reader.Text(settings[0]) ?? "", reader.Text(settings[1]) ?? "", reader.Text(settings[2]) ?? "");
    }
}
