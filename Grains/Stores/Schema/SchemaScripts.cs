using System.Globalization;
using System.Reflection;

namespace Orchestrator.Grains.Stores;

/// <summary>One step of the schema.</summary>
/// <param name="Version">1, 2, 3 …; the number the file's name starts with.</param>
/// <param name="Sql">Its statements.</param>
internal sealed record SchemaStep(int Version, string Sql);

/// <summary>The SQL files that are embedded in this assembly.</summary>
internal static class SchemaScripts
{
    private static readonly Assembly Home = typeof(SchemaScripts).Assembly;

    /// <summary>All steps of <c>Schema/{dialect}</c>, in order.</summary>
    public static IReadOnlyList<SchemaStep> Of(string dialect)
    {
        var prefix = $"Stores.Schema.{dialect}.";
        return [.. Home.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => new SchemaStep(int.Parse(name.AsSpan(prefix.Length, 3), CultureInfo.InvariantCulture), Read(name)))
            .OrderBy(step => step.Version)];
    }

    /// <summary>The text of an embedded file.</summary>
    public static string Read(string name)
    {
        using var reader = new StreamReader(Home.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The embedded file {name} is missing."));
        return reader.ReadToEnd();
    }

    /// <summary>The steps that a database at <paramref name="version"/> still needs.</summary>
    /// <exception cref="UnavailableException">The database is ahead of this program.</exception>
    public static IEnumerable<SchemaStep> Missing(IReadOnlyList<SchemaStep> steps, int version)
    {
        var newest = steps[^1].Version;
        return version <= newest
            ? steps.Where(step => step.Version > version)
            : throw new UnavailableException($"The database has schema version {version}, which is newer than the version {newest} of this program: run a newer program, or restore a backup.");
    }
}
