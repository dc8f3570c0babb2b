using System.Text;

namespace Orchestrator.Grains.Stores;

/// <summary>Text that both databases can keep: PostgreSQL takes no U+0000 and no half of a surrogate pair, so both become U+FFFD.</summary>
internal static class StoredText
{
    private const char Replacement = '\uFFFD';

    public static string? CleanOrNull(string? text) => text is null ? null : Clean(text);

    public static string Clean(string text)
    {
        var first = FirstBad(text);
        if (first < 0)
            return text;
        var clean = new StringBuilder(text.Length).Append(text, 0, first);
        for (var i = first; i < text.Length; i++)
        {
            if (IsPair(text, i))
                clean.Append(text[i]).Append(text[++i]);
            else
                clean.Append(IsBad(text[i]) ? Replacement : text[i]);
        }

        return clean.ToString();
    }

    private static bool IsBad(char c) => c == '\0' || char.IsSurrogate(c);

    private static bool IsPair(string text, int index) =>
        char.IsHighSurrogate(text[index]) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]);

    private static int FirstBad(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!IsBad(text[i]))
                continue;
            if (IsPair(text, i))
                i++;
            else
                return i;
        }

        return -1;
    }
}
