using System.Globalization;

namespace Orchestrator.Stores.Tests.Upgrade;

/// <summary>
/// Every schema that was ever released, as it was then, each with rows of its time. The files are copies on purpose: what the program holds today is compared with them.
/// </summary>
internal static class ReleasedSchema
{
    private const string Rows = "_rows";

    /// <summary>Versions a database in the field may have.</summary>
    public static IReadOnlyList<int> Versions(string dialect) => [.. Files(dialect).Select(VersionOf).Distinct().Order()];

    /// <summary>The step's statements.</summary>
    public static string Step(string dialect, int version) =>
        File.ReadAllText(Files(dialect).Single(file => VersionOf(file) == version && !file.Contains(Rows, StringComparison.Ordinal)));

    /// <summary>Statements that make an empty database one of <paramref name="version"/>, with its rows.</summary>
    public static IEnumerable<string> Make(string dialect, int version)
    {
        yield return "CREATE TABLE schema_version (version INTEGER PRIMARY KEY)";
        foreach (var file in Files(dialect).Where(file => VersionOf(file) <= version))
        {
            yield return File.ReadAllText(file);
            if (!file.Contains(Rows, StringComparison.Ordinal))
                yield return string.Create(CultureInfo.InvariantCulture, $"INSERT INTO schema_version (version) VALUES ({VersionOf(file)})");
        }
    }

    // 001_tasks.sql comes before 001_rows.sql.
    private static IEnumerable<string> Files(string dialect) =>
        Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Upgrade", "Released", dialect), "*.sql")
            .OrderBy(VersionOf).ThenBy(file => file.Contains(Rows, StringComparison.Ordinal));

    private static int VersionOf(string file) => int.Parse(Path.GetFileName(file).AsSpan(0, 3), CultureInfo.InvariantCulture);
}
