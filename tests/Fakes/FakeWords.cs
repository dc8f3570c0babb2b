namespace Orchestrator.Fakes;

/// <summary>Answers and vectors that depend on the prompt alone.</summary>
public static class FakeWords
{
    /// <summary>A word in the prompt that makes the answer go on until its limit.</summary>
    public const string Endless = "endless";

    /// <summary>The pieces of an answer: it repeats the prompt.</summary>
    public static string[] Answer(string prompt) => [.. $"You said: {prompt}".Split(' ').Select((word, index) => index == 0 ? word : $" {word}")];

    public static float[] Vector(string text, int dimensions)
    {
        var vector = new float[dimensions];
        foreach (string word in text.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries))
            vector[word.Aggregate(7, (hash, letter) => (hash * 31) + letter) is var hash && hash < 0 ? (-(hash + 1)) % dimensions : hash % dimensions] += 1;
        return vector;
    }

    public static int Tokens(string text) => Math.Max(1, text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length);
}
