using System.Text.Json;

namespace Orchestrator.Gateway;

/// <summary>Writes the chunks of a streamed chat completion, with what is the same in all of them encoded once.</summary>
internal sealed class ChatChunkWriter(SseWriter sse, Guid task, string model, DateTimeOffset createdAt, bool includeUsage)
{
    private readonly JsonEncodedText _id = JsonEncodedText.Encode(ChatText.Id(task));
    private readonly long _created = createdAt.ToUnixTimeSeconds();
    private bool _spoke;

    /// <summary>How much text was written, UTF-16 code units.</summary>
    public int Characters { get; private set; }

    /// <summary>Text that was generated.</summary>
    public void WriteText(string text)
    {
        sse.Write((Writer: this, text, First: !_spoke), static (json, chunk) => chunk.Writer.Choice(json, finishReason: null, chunk, static (json, chunk) =>
        {
            if (chunk.First)
                json.WriteString("role"u8, "assistant"u8);
            json.WriteString("content"u8, chunk.text);
        }));
        _spoke = true;
        Characters += text.Length;
    }

    /// <summary>What comes after the text: tool calls, the reason for the end, the usage and the task if they were asked for.</summary>
    public void WriteEnd(TaskSnapshot finished, TaskDetails? task)
    {
        if (!_spoke)
            WriteText(finished.Result ?? "");
        if (ChatText.ToolCalls(finished) is { } calls)
            sse.Write((Writer: this, calls), static (json, chunk) => chunk.Writer.Choice(json, finishReason: null, chunk.calls, static (json, calls) => WriteToolCalls(json, calls)));
        sse.Write((Writer: this, Reason: ChatText.FinishReason(finished)), static (json, chunk) => chunk.Writer.Choice(json, chunk.Reason, 0, static (_, _) => { }));
        if (includeUsage || task is not null)
            sse.Write((Writer: this, finished, task), static (json, chunk) => chunk.Writer.WriteSums(json, chunk.finished, chunk.task));
        sse.WriteRaw("[DONE]"u8);
    }

    /// <summary>The answer ends here, and it is not whole. Nothing follows, not even the mark of a good end.</summary>
    public void WriteError(OpenAiError error) =>
        sse.Write(new OpenAiErrorBody(error), static (json, body) => JsonSerializer.Serialize(json, body, WireJson.Context.OpenAiErrorBody));

    private void Start(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, _id);
        json.WriteString("object"u8, "chat.completion.chunk"u8);
        json.WriteNumber("created"u8, _created);
        json.WriteString("model"u8, model);
    }

    private void Choice<TState>(Utf8JsonWriter json, string? finishReason, TState state, Action<Utf8JsonWriter, TState> writeDelta)
    {
        Start(json);
        json.WriteStartArray("choices"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, 0);
        json.WriteStartObject("delta"u8);
        writeDelta(json, state);
        json.WriteEndObject();
        json.WriteString("finish_reason"u8, finishReason);
        json.WriteEndObject();
        json.WriteEndArray();
        if (includeUsage)
            json.WriteNull("usage"u8);
        json.WriteEndObject();
    }

    private void WriteSums(Utf8JsonWriter json, TaskSnapshot finished, TaskDetails? task)
    {
        Start(json);
        json.WriteStartArray("choices"u8);
        json.WriteEndArray();
        if (includeUsage)
            ChatText.WriteUsage(json, finished);
        ChatText.WriteTask(json, task);
        json.WriteEndObject();
    }

    /// <summary>Streamed tool calls carry their index, which whole ones do not have.</summary>
    private static void WriteToolCalls(Utf8JsonWriter json, JsonElement calls)
    {
        json.WriteStartArray("tool_calls"u8);
        var index = 0;
        foreach (JsonElement call in calls.EnumerateArray().Where(call => call.ValueKind == JsonValueKind.Object))
        {
            json.WriteStartObject();
            json.WriteNumber("index"u8, index++);
            foreach (JsonProperty property in call.EnumerateObject().Where(property => !property.NameEquals("index"u8)))
                property.WriteTo(json);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
