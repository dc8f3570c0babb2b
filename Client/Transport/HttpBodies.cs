using System.Text.Encodings.Web;
using System.Text.Json;

namespace Orchestrator.Client;

/// <summary>Writes requests in OpenAI's form.</summary>
internal static class HttpBodies
{
    private const string AnyModel = "auto";

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Chat(TaskSubmission task, bool stream) => Write(json =>
    {
        json.WriteString("model"u8, task.Model ?? AnyModel);
        json.WriteBoolean("stream"u8, stream);
        if (stream)
        {
            json.WriteStartObject("stream_options"u8);
            json.WriteBoolean("include_usage"u8, true);
            json.WriteEndObject();
        }

        json.WriteStartArray("messages"u8);
        foreach (var turn in task.Messages ?? [])
            Write(json, turn);
        json.WriteEndArray();
        if (task.MaxOutputTokens is { } limit)
            json.WriteNumber("max_completion_tokens"u8, limit);
        if (task.Options is { } options)
            Write(json, options);
    });

    public static byte[] Embeddings(IReadOnlyList<TaskSubmission> texts) => Write(json =>
    {
        json.WriteString("model"u8, texts[0].Model ?? AnyModel);
        json.WriteString("encoding_format"u8, "base64"u8);
        if (texts[0].Options?.Dimensions is { } dimensions)
            json.WriteNumber("dimensions"u8, dimensions);
        json.WriteStartArray("input"u8);
        foreach (var text in texts)
            json.WriteStringValue(text.InputText);
        json.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter json, ChatTurn turn)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, turn.Role);
        if (turn.ToolCallsJson is not null && turn.Content.Length == 0)
            json.WriteNull("content"u8);
        else
            json.WriteString("content"u8, turn.Content);
        WriteRaw(json, "tool_calls", turn.ToolCallsJson);
        if (turn.ToolCallId is { } id)
            json.WriteString("tool_call_id"u8, id);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, GenerationOptions options)
    {
        if (options.Temperature is { } temperature)
            json.WriteNumber("temperature"u8, temperature);
        if (options.TopP is { } share)
            json.WriteNumber("top_p"u8, share);
        if (options.Seed is { } seed)
            json.WriteNumber("seed"u8, seed);
        if (options.Stop.Count > 0)
        {
            json.WriteStartArray("stop"u8);
            foreach (var text in options.Stop)
                json.WriteStringValue(text);
            json.WriteEndArray();
        }

        WriteRaw(json, "response_format", options.ResponseFormatJson);
        WriteRaw(json, "tools", options.ToolsJson);
        WriteRaw(json, "tool_choice", options.ToolChoiceJson);
    }

    private static void WriteRaw(Utf8JsonWriter json, string name, string? value)
    {
        if (value is null)
            return;
        json.WritePropertyName(name);
        json.WriteRawValue(value);
    }

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
