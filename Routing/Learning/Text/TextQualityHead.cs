namespace Orchestrator.Routing;

/// <summary>
/// A linear score over <see cref="PromptFeatures"/>: the expected quality of one model's answer, or the gain in quality of one model over another.
/// </summary>
/// <param name="Bias">Score of a prompt of mean length about whose words nothing is known.</param>
/// <param name="Words">Weight of each bucket; <see cref="PromptFeatures.Buckets"/> of them.</param>
/// <param name="Length">Weight of the standardised logarithm of the length.</param>
/// <param name="LengthMean">Mean of that logarithm where it was trained.</param>
/// <param name="LengthDeviation">Its standard deviation there; above 0.</param>
public sealed record TextQualityHead(double Bias, IReadOnlyList<float> Words, double Length, double LengthMean, double LengthDeviation)
{
    /// <summary>The score of the text that <paramref name="features"/> read last. Allocates nothing.</summary>
    public double Score(PromptFeatures features)
    {
        ArgumentNullException.ThrowIfNull(features);
        return Score(features.Words, features.LogLength);
    }

    /// <summary>The score of a text by its buckets and the logarithm of its length.</summary>
    public double Score(IReadOnlyList<int> words, double logLength)
    {
        ArgumentNullException.ThrowIfNull(words);
        var sum = 0.0;
        for (var i = 0; i < words.Count; i++)
            sum += Words[words[i]];

        return Bias + (words.Count == 0 ? 0.0 : sum / Math.Sqrt(words.Count)) + (Length * (logLength - LengthMean) / LengthDeviation);
    }
}
