using Orchestrator.Routing;

namespace Orchestrator.Engines;

/// <summary>Makes up answers that depend on nothing but the prompt, and say of themselves that they are made up.</summary>
internal static class SimulatedText
{
    private const int LongestQuote = 80;

    private static readonly string[] _filler =
        "and so the made up words go on, one for each token that a model would have written here, because only their number and their pace are meant to be true"
            .Split(' ');

    /// <summary>An answer of <paramref name="tokens"/> pieces; each begins with a space but the first.</summary>
    public static string[] Answer(ComputeTarget target, string model, string prompt, int tokens)
    {
        string quote = prompt.Length <= LongestQuote ? prompt : string.Concat(prompt.AsSpan(0, LongestQuote), "…");
        string[] opening = $"[simulated {WireNames.Of(target)} engine, {model}] No model was asked: \"{quote}\"".Split(' ');
        var pieces = new string[Math.Max(1, tokens)];
        for (int i = 0; i < pieces.Length; i++)
        {
            string word = i < opening.Length ? opening[i] : _filler[(i - opening.Length) % _filler.Length];
            pieces[i] = i == 0 ? word : $" {word}";
        }

        // A short answer still has to say what it is: the rest of the opening joins the last piece.
        if (pieces.Length < opening.Length)
            pieces[^1] += $" {string.Join(' ', opening.AsSpan(pieces.Length)!)}";
        return pieces;
    }

    /// <summary>A unit vector from the words of <paramref name="text"/>: texts that share words are closer than texts that do not.</summary>
    public static float[] Embed(string text, int dimensions)
    {
        var vector = new float[dimensions];
        foreach (var range in text.AsSpan().SplitAny(" \t\r\n.,;:!?\"'()"))
        {
            var word = text.AsSpan()[range];
            if (word.IsEmpty)
                continue;
            uint hash = 2166136261;
            foreach (char letter in word)
                hash = (hash ^ char.ToLowerInvariant(letter)) * 16777619;
            vector[hash % (uint)dimensions] += (hash & 0x8000_0000) == 0 ? 1 : -1;
        }

        float length = MathF.Sqrt(vector.Sum(value => value * value));
        if (length == 0)
            vector[0] = length = 1;
        for (int i = 0; i < vector.Length; i++)
            vector[i] /= length;
        return vector;
    }
}
