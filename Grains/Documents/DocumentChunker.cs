using System.Globalization;

namespace Orchestrator.Grains;

/// <summary>Cuts a document into pieces of a limited number of tokens: at the end of a sentence, else between words, else between characters. Loses nothing.</summary>
internal static class DocumentChunker
{
    /// <summary>Fewest tokens a piece may be limited to: any one character fits.</summary>
    public const int LeastTokens = 16;

    private const int UsualCharactersPerToken = 4;

    /// <summary>The pieces in order; together they are the document. None is above <paramref name="maxTokens"/> by <see cref="TokenEstimate"/>.</summary>
    public static IReadOnlyList<string> Split(string document, int maxTokens)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTokens, LeastTokens);
        List<string> pieces = [];
        for (ReadOnlySpan<char> rest = document; !rest.IsEmpty;)
        {
            var length = Next(rest, maxTokens);
            pieces.Add(rest[..length].ToString());
            rest = rest[length..];
        }

        return pieces;
    }

    private static int Next(ReadOnlySpan<char> text, int maxTokens)
    {
        var fits = LongestFitting(text, maxTokens);
        if (fits == text.Length)
            return fits;
        var sentence = SentenceEnds.LastWithin(text, fits);
        if (sentence > 0)
            return sentence;
        var word = LastWordStart(text, fits);
        return word > 0 ? word : LastCharacterStart(text, fits);
    }

    /// <summary>How many characters fit. Grows from a guess, then halves: a scan of the whole rest for each piece would be quadratic.</summary>
    private static int LongestFitting(ReadOnlySpan<char> text, int maxTokens)
    {
        int fits = 0, tooMany = Math.Min(text.Length, maxTokens * UsualCharactersPerToken);
        while (TokenEstimate.Of(text[..tooMany]) <= maxTokens)
        {
            if (tooMany == text.Length)
                return tooMany;
            fits = tooMany;
            tooMany = (int)Math.Min(text.Length, tooMany * 2L);
        }

        while (tooMany - fits > 1)
        {
            var middle = fits + ((tooMany - fits) / 2);
            if (TokenEstimate.Of(text[..middle]) <= maxTokens)
                fits = middle;
            else
                tooMany = middle;
        }

        return fits;
    }

    private static int LastWordStart(ReadOnlySpan<char> text, int limit)
    {
        for (var start = limit; start > 0; start--)
        {
            if (char.IsWhiteSpace(text[start - 1]) && !char.IsWhiteSpace(text[start]))
                return start;
        }

        return 0;
    }

    /// <summary>Not inside what a reader sees as one character; only if that alone is too long, at least not inside a surrogate pair.</summary>
    private static int LastCharacterStart(ReadOnlySpan<char> text, int limit)
    {
        var start = 0;
        while (start < limit)
        {
            var next = start + StringInfo.GetNextTextElementLength(text[start..]);
            if (next > limit)
                break;
            start = next;
        }

        if (start > 0)
            return start;
        return limit > 1 && char.IsLowSurrogate(text[limit]) && char.IsHighSurrogate(text[limit - 1]) ? limit - 1 : limit;
    }
}
