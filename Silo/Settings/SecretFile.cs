namespace Orchestrator.Silo;

/// <summary>Secrets that come from a file, as container platforms hand them over: <c>API_KEYS_FILE</c> stands for <c>API_KEYS</c>.</summary>
internal static class SecretFile
{
    /// <summary>The variable that names the file for <paramref name="variable"/>.</summary>
    public static string VariableOf(string variable) => $"{variable}_FILE";

    /// <summary>The file that is named for <paramref name="variable"/>; null when none is.</summary>
    public static string? Named(IConfiguration configuration, string variable) =>
        configuration[VariableOf(variable)] is { } file && !string.IsNullOrWhiteSpace(file) ? file : null;

    /// <summary>The secret without the line end editors leave, or what is wrong with the file: words that follow its name.</summary>
    public static (string? Secret, string? Fault) Read(string file)
    {
        try
        {
            var secret = File.ReadAllText(file).Trim();
            return secret.Length > 0 ? (secret, null) : (null, "is empty");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, "cannot be read");
        }
    }

    /// <summary>
    /// The value of an environment variable that no setting of ours stands for, such as the key an engine of <c>engines.yaml</c> names, or that of its file.
    /// A file that cannot be read counts as no key: the engine then says that it has none.
    /// </summary>
    public static string? ValueOf(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value
        : Environment.GetEnvironmentVariable(VariableOf(variable)) is { Length: > 0 } file ? Read(file).Secret
        : null;
}
