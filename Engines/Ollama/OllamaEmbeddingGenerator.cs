using Microsoft.Extensions.AI;
using OllamaSharp.Models;
using Orchestrator.Routing;

namespace Orchestrator.Engines;

/// <summary>Embeds through Ollama with the engine's runner options.</summary>
internal sealed class OllamaEmbeddingGenerator(OllamaConnection connection) : IEmbeddingGenerator<string, Embedding<float>>
{
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var request = new EmbedRequest
        {
            Model = options?.ModelId ?? connection.Options.EmbeddingModel ?? throw new EngineException(EngineFault.ModelMissing, "no model to embed with was named"),
            Input = [.. values],
            Dimensions = options?.Dimensions,
            Options = connection.Runner.ForEmbedding(),
            KeepAlive = connection.Runner.KeepAlive,

            // A text that was cut silently would get a vector that is not its own.
            Truncate = false,
        };
        using var client = connection.Open(cancellationToken);
        var response = await client.EmbedAsync(request, cancellationToken);
        var result = new GeneratedEmbeddings<Embedding<float>>((response.Embeddings ?? []).Select(vector => new Embedding<float>(vector)))
        {
            Usage = response.PromptEvalCount is { } count ? new UsageDetails { InputTokenCount = count } : null,
        };
        if (response.LoadDuration is > 0 and var nanoseconds)
            result.AdditionalProperties = new() { [AnswerCollector.LoadDuration] = TimeSpan.FromMilliseconds(nanoseconds / 1e6) };
        return result;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }
}
