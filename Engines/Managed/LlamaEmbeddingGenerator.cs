using Microsoft.Extensions.AI;

namespace Orchestrator.Engines;

/// <summary>Embeds with the process that runs at the moment of the call.</summary>
internal sealed class LlamaEmbeddingGenerator(LlamaConnection connection) : IEmbeddingGenerator<string, Embedding<float>>
{
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var (current, model) = connection.Open();
        return current.Embeddings(model).GenerateAsync(values, new EmbeddingGenerationOptions { ModelId = model, Dimensions = options?.Dimensions }, cancellationToken);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }
}
