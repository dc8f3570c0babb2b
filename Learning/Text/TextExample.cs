using Orchestrator.Routing;

namespace Orchestrator.Learning;

/// <summary>A prompt as a trainer needs it: buckets of its words, and the logarithm of its length.</summary>
public readonly record struct TextRow(int[] Words, double LogLength)
{
    public static TextRow From(PromptFeatures features, string text)
    {
        ArgumentNullException.ThrowIfNull(features);
        features.Read(text);
        return new TextRow([.. features.Words], features.LogLength);
    }
}
