namespace Orchestrator.LlamaHost;

/// <summary>Turns texts into vectors of length 1.</summary>
internal static class Embedder
{
    /// <summary>Embeds one text. One longer than a batch is embedded in parts whose vectors are averaged by their lengths. Blocks its thread.</summary>
    public static float[] Embed(Slot slot, int[] tokens, CancellationToken cancellationToken)
    {
        var sum = Array.Empty<float>();
        foreach (var part in tokens.Chunk(Slot.BatchTokens))
        {
            slot.Reset(embeddings: true);
            slot.Decode(part, cancellationToken);
            var vector = slot.GetEmbedding(part.Length);
            if (sum.Length == 0) sum = new float[vector.Length];
            for (var i = 0; i < sum.Length; i++) sum[i] += vector[i] * part.Length;
        }

        var length = MathF.Sqrt(sum.Sum(value => value * value));
        if (length > 0)
            for (var i = 0; i < sum.Length; i++) sum[i] /= length;
        return sum;
    }
}
