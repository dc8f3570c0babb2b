using System.Buffers;

namespace Orchestrator.Grains;

/// <summary>Where a sentence ends: after its mark, what closes it, and the space behind it. A paragraph ends one too.</summary>
internal static class SentenceEnds
{
    /// <summary>Marks that need a space behind them: the dot of 3.14 is none.</summary>
    private static readonly SearchValues<char> SpacedMarks = SearchValues.Create(".!?…؟۔।॥։።");

    /// <summary>Marks of scripts that write without spaces.</summary>
    private static readonly SearchValues<char> WideMarks = SearchValues.Create("。！？｡．");

    private static readonly SearchValues<char> Closers = SearchValues.Create("\"'”’»)]}」』）】》〉");

    /// <summary>The last end of a sentence in the first <paramref name="limit"/> characters; 0 when there is none. The character at it is no space.</summary>
    public static int LastWithin(ReadOnlySpan<char> text, int limit)
    {
        for (var end = limit; end > 0; end--)
        {
            if (IsEnd(text, end))
                return end;
        }

        return 0;
    }

    private static bool IsEnd(ReadOnlySpan<char> text, int end)
    {
        if (end < text.Length && char.IsWhiteSpace(text[end]))
            return false;
        var said = text[..end].TrimEnd();
        var space = text[said.Length..end];
        if (space.Count('\n') > 1)
            return said.Length > 0;
        var mark = said.TrimEnd(Closers);
        if (mark.IsEmpty)
            return false;
        return WideMarks.Contains(mark[^1]) ? end == text.Length || !Closers.Contains(text[end]) : !space.IsEmpty && SpacedMarks.Contains(mark[^1]);
    }

    private static ReadOnlySpan<char> TrimEnd(this ReadOnlySpan<char> text, SearchValues<char> any)
    {
        var last = text.LastIndexOfAnyExcept(any);
        return text[..(last + 1)];
    }
}
