using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Orchestrator.Gateway;

// Requests are described here for the OpenAPI document only; ChatRequestReader and EmbeddingRequestReader read them.

/// <summary>A chat completion to make. Fields that change how tokens are sampled and that no engine here knows are accepted and not used.</summary>
internal sealed record ChatCompletionRequest
{
    [Description("A model's name, which pins it, or 'auto'.")]
    public required string Model { get; init; }

    [Description("The conversation: text only.")]
    public required IReadOnlyList<JsonObject> Messages { get; init; }

    [Description("True: server-sent events as the tokens come.")]
    public bool? Stream { get; init; }

    [Description("include_usage: true adds a last chunk with the usage.")]
    public JsonObject? StreamOptions { get; init; }

    public double? Temperature { get; init; }

    public double? TopP { get; init; }

    public long? Seed { get; init; }

    public int? MaxCompletionTokens { get; init; }

    [Description("A text or up to four that end the answer.")]
    public JsonNode? Stop { get; init; }

    public JsonObject? ResponseFormat { get; init; }

    [Description("Functions the model may call.")]
    public IReadOnlyList<JsonObject>? Tools { get; init; }

    [Description("auto (default), none, required, or { \"type\": \"function\", \"function\": { \"name\": … } }.")]
    public JsonNode? ToolChoice { get; init; }
}

// ChatCompletionResult writes it; the record is for the OpenAPI document.

/// <summary>A finished chat completion.</summary>
internal sealed record ChatCompletion(string Id, string Object, long Created, string Model, IReadOnlyList<ChatChoice> Choices, TokenUsage? Usage)
{
    [Description("The task this was; only with the header X-Include-Task."), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TaskDetails? Task { get; init; }
}

/// <summary>The one answer.</summary>
internal sealed record ChatChoice(int Index, ChatAnswer Message, JsonElement? Logprobs, string FinishReason);

/// <summary>What the model said.</summary>
internal sealed record ChatAnswer(
    string Role,
    string? Content,
    string? Refusal,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? ToolCalls);

/// <summary>Tokens that were used.</summary>
internal sealed record TokenUsage(int PromptTokens, int CompletionTokens, int TotalTokens)
{
    /// <summary>Null when the engine did not count.</summary>
    public static TokenUsage? Of(TaskSnapshot task) => task.InputTokens is null && task.OutputTokens is null
        ? null
        : new TokenUsage(task.InputTokens ?? 0, task.OutputTokens ?? 0, (task.InputTokens ?? 0) + (task.OutputTokens ?? 0));
}

/// <summary>The parts of an answer that whole and streamed completions share.</summary>
internal static class ChatText
{
    public static string Id(Guid task) => $"chatcmpl-{task:N}";

    /// <summary>What the model said; null when it only called tools.</summary>
    public static string? Content(TaskSnapshot task) => task.Result is "" && task.ToolCallsJson is not null ? null : task.Result;

    public static string FinishReason(TaskSnapshot task) => task.FinishReason ?? "stop";

    /// <summary>The member <c>usage</c>, null when the engine did not count.</summary>
    public static void WriteUsage(Utf8JsonWriter json, TaskSnapshot task)
    {
        if (TokenUsage.Of(task) is not { } usage)
        {
            json.WriteNull("usage"u8);
            return;
        }

        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, usage.PromptTokens);
        json.WriteNumber("completion_tokens"u8, usage.CompletionTokens);
        json.WriteNumber("total_tokens"u8, usage.TotalTokens);
        json.WriteEndObject();
    }

    /// <summary>The member <c>task</c>; nothing when it was not asked for.</summary>
    public static void WriteTask(Utf8JsonWriter json, TaskDetails? task)
    {
        if (task is null)
            return;
        json.WritePropertyName("task"u8);
        JsonSerializer.Serialize(json, task, WireJson.Context.TaskDetails);
    }

    /// <summary>The model's tool calls; null when there are none, or when what an engine sent is no list.</summary>
    public static JsonElement? ToolCalls(TaskSnapshot task)
    {
        if (task.ToolCallsJson is not { } json)
            return null;
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Array ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
