using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Orchestrator.Engines;

/// <summary>Writes the <c>messages</c> of a chat completion.</summary>
internal static class ChatMessageWriter
{
    /// <exception cref="NotSupportedException">A message holds something other than text.</exception>
    public static void Write(Utf8JsonWriter writer, IEnumerable<ChatMessage> messages, JsonSerializerOptions values)
    {
        writer.WriteStartArray("messages"u8);
        foreach (var message in messages)
        {
            if (message.Role == ChatRole.Tool)
                WriteResults(writer, message, values);
            else
                WriteMessage(writer, message, values);
        }

        writer.WriteEndArray();
    }

    private static void WriteMessage(Utf8JsonWriter writer, ChatMessage message, JsonSerializerOptions values)
    {
        bool calls = false;
        foreach (var content in message.Contents)
        {
            calls |= content is FunctionCallContent;
            if (content is DataContent or UriContent)
                throw new NotSupportedException("messages of anything but text are not supported");
        }

        writer.WriteStartObject();
        writer.WriteString("role"u8, message.Role.Value);
        // A turn that only called tools said nothing, and providers want no empty text then.
        if (message.Text is var text && (text.Length > 0 || !calls))
            writer.WriteString("content"u8, text);
        if (calls)
            WriteCalls(writer, message, values);
        writer.WriteEndObject();
    }

    private static void WriteCalls(Utf8JsonWriter writer, ChatMessage message, JsonSerializerOptions values)
    {
        writer.WriteStartArray("tool_calls"u8);
        foreach (var call in message.Contents.OfType<FunctionCallContent>())
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, call.CallId);
            writer.WriteString("type"u8, "function"u8);
            writer.WriteStartObject("function"u8);
            writer.WriteString("name"u8, call.Name);
            writer.WriteString("arguments"u8, JsonSerializer.SerializeToUtf8Bytes(call.Arguments, values.GetTypeInfo(typeof(IDictionary<string, object?>))));
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteResults(Utf8JsonWriter writer, ChatMessage message, JsonSerializerOptions values)
    {
        foreach (var result in message.Contents.OfType<FunctionResultContent>())
        {
            writer.WriteStartObject();
            writer.WriteString("role"u8, "tool"u8);
            writer.WriteString("tool_call_id"u8, result.CallId);
            writer.WriteString("content"u8, Text(result.Result, values));
            writer.WriteEndObject();
        }
    }

    private static string Text(object? result, JsonSerializerOptions values) => result switch
    {
        null => "",
        string text => text,
        _ => JsonSerializer.Serialize(result, values.GetTypeInfo(typeof(object))),
    };
}
