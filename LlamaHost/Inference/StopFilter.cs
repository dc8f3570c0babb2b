namespace Orchestrator.LlamaHost;

/// <summary>Ends a text at the first stop sequence. Text that may be the beginning of one is held back until it is clear.</summary>
internal sealed class StopFilter(IReadOnlyList<string> sequences)
{
    private string _held = "";

    /// <summary>Takes new text.</summary>
    /// <returns>What can be shown now, and whether a stop sequence was met.</returns>
    public (string Text, bool Stopped) Push(string text)
    {
        if (sequences.Count == 0) return (text, false);
        var all = _held + text;
        var first = -1;
        foreach (var sequence in sequences)
        {
            var at = all.IndexOf(sequence, StringComparison.Ordinal);
            if (at >= 0 && (first < 0 || at < first)) first = at;
        }

        if (first >= 0)
        {
            _held = "";
            return (all[..first], true);
        }

        var keep = sequences.Max(sequence => LengthOfBeginning(all, sequence));
        _held = all[^keep..];
        return (all[..^keep], false);
    }

    /// <summary>What was held back when the text ends by itself.</summary>
    public string Flush() => _held;

    /// <summary>How many characters at the end of the text begin the sequence.</summary>
    private static int LengthOfBeginning(string text, string sequence)
    {
        for (var length = Math.Min(text.Length, sequence.Length - 1); length > 0; length--)
            if (text.AsSpan(text.Length - length).SequenceEqual(sequence.AsSpan(0, length))) return length;
        return 0;
    }
}
