namespace Orchestrator.Routing;

/// <summary>
/// A prompt as numbers: hashed single words and pairs of words, each at most once, and its length. Deterministic.
/// </summary>
public sealed class PromptFeatures
{
    /// <summary>Buckets the words are hashed into.</summary>
    public const int Buckets = 1 << 16;

    private const int MaxTokens = 2000;
    private readonly HashSet<int> _seen = new(512);
    private readonly List<int> _buckets = new(512);

    /// <summary>Buckets of the words and pairs of the text read last, each once.</summary>
    public IReadOnlyList<int> Words => _buckets;

    /// <summary>Logarithm of 1 + the characters of the text read last.</summary>
    public double LogLength { get; private set; }

    /// <summary>Reads a text; the figures of the one before are lost.</summary>
    public void Read(ReadOnlySpan<char> text)
    {
        _seen.Clear();
        _buckets.Clear();
        LogLength = Math.Log(1.0 + text.Length);
        var (words, previous) = (0, 0u);
        for (var position = 0; position < text.Length && words < MaxTokens;)
        {
            if (!char.IsLetterOrDigit(text[position]))
            {
                position++;
                continue;
            }

            var (hash, digits) = (2166136261u, char.IsAsciiDigit(text[position]));
            while (position < text.Length && char.IsLetterOrDigit(text[position]) && char.IsAsciiDigit(text[position]) == digits)
            {
                // Numbers differ from prompt to prompt: what matters is that there is one, and how long it is.
                hash = (hash ^ (digits ? '#' : char.ToLowerInvariant(text[position]))) * 16777619u;
                position++;
            }

            words++;
            Add(hash);
            if (words > 1)
                Add((previous * 31u) ^ hash ^ 0x9e3779b9u);

            previous = hash;
        }
    }

    private void Add(uint hash)
    {
        var mixed = (hash ^ (hash >> 15)) * 2246822519u;
        var bucket = (int)((mixed ^ (mixed >> 13)) % Buckets);
        if (_seen.Add(bucket))
            _buckets.Add(bucket);
    }
}
