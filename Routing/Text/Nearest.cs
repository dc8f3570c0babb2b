namespace Orchestrator.Routing;

/// <summary>Finds the name somebody probably meant.</summary>
public static class Nearest
{
    /// <summary>The closest of <paramref name="names"/> by edit distance; null when none is close enough to be a typing error.</summary>
    public static string? To(string given, IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(given);
        ArgumentNullException.ThrowIfNull(names);
        var limit = Math.Max(2, given.Length / 3);
        string? best = null;
        foreach (var name in names)
        {
            var distance = Distance(given.ToUpperInvariant(), name.ToUpperInvariant());
            if (distance > limit)
                continue;
            best = name;
            limit = distance - 1;
        }

        return best;
    }

    /// <summary>A clause for the end of a message, such as <c>; did you mean 'priority'?</c>; empty when nothing is close.</summary>
    public static string Suggest(string given, IEnumerable<string> names) => To(given, names) is { } name ? $"; did you mean '{name}'?" : "";

    /// <summary>Insertions, deletions and replacements, and swaps of neighbours, that turn one text into the other.</summary>
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        for (var j = 1; j <= b.Length; j++)
        {
            var replace = rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            var best = Math.Min(replace, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                best = Math.Min(best, rows[i - 2, j - 2] + 1);
            rows[i, j] = best;
        }

        return rows[a.Length, b.Length];
    }
}
