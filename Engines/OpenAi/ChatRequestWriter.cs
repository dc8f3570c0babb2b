using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Orchestrator.Engines;

/// <summary>Writes the body of a streamed chat completion: everything that <see cref="ChatOptionsMapper"/> and <see cref="MessageMapper"/> produce.</summary>
/// <param name="maxTokensField">What the provider calls the limit on the answer.</param>
/// <param name="highestTemperature">Largest temperature it accepts; higher ones are cut.</param>
internal sealed class ChatRequestWriter(string maxTokensField, double highestTemperature)
{
    // The body is no HTML: only what JSON wants escaped is.
    private static readonly JsonWriterOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly JsonSerializerOptions _values = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false };

    /// <exception cref="NotSupportedException">A message holds something other than text.</exception>
    public PooledContent Write(string model, IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var body = new PooledContent();
        try
        {
            using var writer = new Utf8JsonWriter(body, _json);
            writer.WriteStartObject();
            writer.WriteString("model"u8, options?.ModelId ?? model);
            ChatMessageWriter.Write(writer, messages, _values);
            writer.WriteBoolean("stream"u8, true);
            writer.WriteStartObject("stream_options"u8);
            writer.WriteBoolean("include_usage"u8, true);
            writer.WriteEndObject();
            if (options is not null)
            {
                WriteSampling(writer, options);
                WriteFormat(writer, options);
                WriteTools(writer, options);
            }

            writer.WriteEndObject();
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    private void WriteSampling(Utf8JsonWriter writer, ChatOptions options)
    {
        if (options.MaxOutputTokens is { } limit)
            writer.WriteNumber(maxTokensField, limit);
        if (options.Temperature is { } temperature)
            writer.WriteNumber("temperature"u8, Math.Min(temperature, (float)highestTemperature));
        if (options.TopP is { } topP)
            writer.WriteNumber("top_p"u8, topP);
        if (options.Seed is { } seed)
            writer.WriteNumber("seed"u8, seed);
        if (options.StopSequences is not { Count: > 0 } stops)
            return;
        writer.WriteStartArray("stop"u8);
        foreach (string stop in stops)
            writer.WriteStringValue(stop);
        writer.WriteEndArray();
    }

    /// <summary>What the caller wrote goes on as it is: which part of JSON Schema a provider takes, the provider says best.</summary>
    private static void WriteFormat(Utf8JsonWriter writer, ChatOptions options)
    {
        if (options.AdditionalProperties?.GetValueOrDefault(ChatOptionsMapper.WrittenFormat) is not string format)
            return;
        writer.WritePropertyName("response_format"u8);
        writer.WriteRawValue(format);
    }

    private static void WriteTools(Utf8JsonWriter writer, ChatOptions options)
    {
        if (options.Tools is not { Count: > 0 } tools)
            return;
        writer.WriteStartArray("tools"u8);
        foreach (var tool in tools.OfType<AIFunctionDeclaration>())
        {
            StartFunction(writer, tool.Name);
            writer.WriteString("description"u8, tool.Description);
            writer.WritePropertyName("parameters"u8);
            WriteParameters(writer, tool.JsonSchema);
            EndFunction(writer);
        }

        writer.WriteEndArray();
        writer.WritePropertyName("tool_choice"u8);
        if (options.ToolMode is RequiredChatToolMode { RequiredFunctionName: { } name })
        {
            StartFunction(writer, name);
            EndFunction(writer);
        }
        else
        {
            writer.WriteStringValue(options.ToolMode switch { RequiredChatToolMode => "required"u8, NoneChatToolMode => "none"u8, _ => "auto"u8 });
        }
    }

    private static void StartFunction(Utf8JsonWriter writer, string name)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "function"u8);
        writer.WriteStartObject("function"u8);
        writer.WriteString("name"u8, name);
    }

    private static void EndFunction(Utf8JsonWriter writer)
    {
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    // Some providers refuse a schema that lacks one of these.
    private static void WriteParameters(Utf8JsonWriter writer, JsonElement schema)
    {
        writer.WriteStartObject();
        if (!schema.TryGetProperty("type"u8, out _))
            writer.WriteString("type"u8, "object"u8);
        foreach (var member in schema.EnumerateObject())
            member.WriteTo(writer);
        if (!schema.TryGetProperty("properties"u8, out _))
        {
            writer.WriteStartObject("properties"u8);
            writer.WriteEndObject();
        }

        if (!schema.TryGetProperty("required"u8, out _))
        {
            writer.WriteStartArray("required"u8);
            writer.WriteEndArray();
        }

        if (!schema.TryGetProperty("additionalProperties"u8, out _))
            writer.WriteBoolean("additionalProperties"u8, false);
        writer.WriteEndObject();
    }
}
