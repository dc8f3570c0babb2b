using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestrator.LlamaHost;

internal sealed record ErrorResponse(ErrorBody Error);

internal sealed record ErrorBody(int Code, string Message, string Type, int? NPromptTokens = null, int? NCtx = null);

internal sealed record HealthResponse(string Status);

internal sealed record ModelList(string Object, IReadOnlyList<ModelEntry> Data);

internal sealed record ModelEntry(string Id, string Object, string OwnedBy, ModelMeta Meta);

internal sealed record ModelMeta(int NCtx, int NEmbd);

internal sealed record SlotEntry(int Id, int NCtx, bool IsProcessing);

/// <summary>An answer, or one chunk of a streamed one.</summary>
internal sealed record ChatResponse(
    string Id, string Object, long Created, string Model, IReadOnlyList<ChatChoice> Choices, Usage? Usage = null, Timings? Timings = null);

internal sealed record ChatChoice(int Index, ChatText? Message, ChatText? Delta)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? FinishReason { get; init; }
}

internal sealed record ChatText(string? Role, string? Content);

internal sealed record Usage(int PromptTokens, int? CompletionTokens, int TotalTokens);

/// <summary>llama-server's own figures, by its names; milliseconds.</summary>
internal sealed record Timings(double QueueMs, int PromptN, double PromptMs, int PredictedN, double PredictedMs, double PredictedPerSecond);

internal sealed record EmbeddingList(string Object, string Model, IReadOnlyList<EmbeddingEntry> Data, Usage Usage);

/// <param name="Object">Always <c>embedding</c>.</param>
/// <param name="Index">Place of the input.</param>
/// <param name="Embedding">An array of numbers, or a base64 string of little-endian 32-bit floats.</param>
internal sealed record EmbeddingEntry(string Object, int Index, JsonElement Embedding);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ChatRequest))]
[JsonSerializable(typeof(EmbeddingRequest))]
[JsonSerializable(typeof(ErrorResponse))]
[JsonSerializable(typeof(HealthResponse))]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(IReadOnlyList<SlotEntry>))]
[JsonSerializable(typeof(ChatResponse))]
[JsonSerializable(typeof(EmbeddingList))]
[JsonSerializable(typeof(float[]))]
[JsonSerializable(typeof(string))]
internal sealed partial class ApiJson : JsonSerializerContext;
