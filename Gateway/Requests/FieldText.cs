namespace Orchestrator.Gateway;

/// <summary>Prepares what a caller sent for an error message.</summary>
internal static class FieldText
{
    private const int Longest = 64;

    /// <summary>The text, cut to 64 characters, without control characters.</summary>
    public static string Shorten(string? text)
    {
        if (text is null)
            return "";
        var cut = text.Length > Longest ? $"{text.AsSpan(0, Longest)}…" : text;
        return cut.Any(char.IsControl) ? string.Concat(cut.Select(c => char.IsControl(c) ? '?' : c)) : cut;
    }
}
