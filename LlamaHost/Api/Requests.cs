using System.Text.Json;

namespace Orchestrator.LlamaHost;

/// <summary>Body of <c>/v1/chat/completions</c>: the part of OpenAI's request that is understood; the rest is ignored.</summary>
internal sealed record ChatRequest
{
    public IReadOnlyList<ChatMessage>? Messages { get; init; }

    public bool Stream { get; init; }

    public StreamOptions? StreamOptions { get; init; }

    public float? Temperature { get; init; }

    public float? TopP { get; init; }

    public long? Seed { get; init; }

    /// <summary>A string or an array of strings.</summary>
    public JsonElement Stop { get; init; }

    public int? MaxTokens { get; init; }

    public int? MaxCompletionTokens { get; init; }

    public int? N { get; init; }

    public JsonElement Tools { get; init; }

    public JsonElement ResponseFormat { get; init; }
}

/// <summary>One message; its content is a string, null, or an array of text parts.</summary>
internal sealed record ChatMessage(string? Role, JsonElement Content);

internal sealed record StreamOptions(bool IncludeUsage);

/// <summary>Body of <c>/v1/embeddings</c>; the input is a string or an array of strings.</summary>
internal sealed record EmbeddingRequest
{
    public JsonElement Input { get; init; }

    public string? EncodingFormat { get; init; }
}
