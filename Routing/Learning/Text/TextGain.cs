namespace Orchestrator.Routing;

/// <summary>What the words of a prompt say of the quality that a strong model gains over a weak one. Thread-safe.</summary>
/// <param name="Types">Types of task it was trained on; of others it says nothing.</param>
/// <param name="Head">Scores the gain.</param>
public sealed record TextGain(IReadOnlyList<TaskType> Types, TextQualityHead Head)
{
    [ThreadStatic]
    private static PromptFeatures? s_features;

    /// <summary>Expected gain of the strong model on this prompt against the mean of its type, -1 to 1; null for a type it knows nothing of.</summary>
    public double? Of(TaskType type, string text)
    {
        if (!Types.Contains(type))
            return null;
        var features = s_features ??= new PromptFeatures();
        features.Read(text);
        return Math.Clamp(Head.Score(features) - Head.Bias, -1.0, 1.0);
    }
}
