using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Orchestrator.Gateway;

/// <summary>
/// Answers with a finished <see cref="ChatCompletion"/>. Written member by member and with its length, because every completion that is passed on pays for it;
/// a test holds it to what the serialiser makes of the record.
/// </summary>
/// <param name="task">The completed task.</param>
/// <param name="details">The task as the caller asked to have it included; null when not.</param>
internal sealed class ChatCompletionResult(TaskSnapshot task, TaskDetails? details) : IResult
{
    private const int LargestKept = 256 * 1024;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _json;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        response.ContentType = "application/json; charset=utf-8";
        WriteTo(response);
        await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }

    /// <summary>The completion in UTF-8; valid until the next call on this thread.</summary>
    internal ReadOnlySpan<byte> Write()
    {
        ArrayBufferWriter<byte> buffer = _buffer ??= new(2048);
        Utf8JsonWriter json = _json ??= new(buffer, Options);
        buffer.ResetWrittenCount();
        json.Reset(buffer);
        Write(json);
        json.Flush();
        if (buffer.Capacity > LargestKept)
            (_buffer, _json) = (null, null);
        return buffer.WrittenSpan;
    }

    private void WriteTo(HttpResponse response)
    {
        ReadOnlySpan<byte> body = Write();
        response.ContentLength = body.Length;
        response.BodyWriter.Write(body);
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, ChatText.Id(task.Id));
        json.WriteString("object"u8, "chat.completion"u8);
        json.WriteNumber("created"u8, task.CreatedAt.ToUnixTimeSeconds());
        json.WriteString("model"u8, OpenAiTasks.ModelOf(task));
        json.WriteStartArray("choices"u8);
        WriteChoice(json);
        json.WriteEndArray();
        ChatText.WriteUsage(json, task);
        ChatText.WriteTask(json, details);
        json.WriteEndObject();
    }

    private void WriteChoice(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("index"u8, 0);
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("content"u8, ChatText.Content(task));
        json.WriteNull("refusal"u8);
        if (ChatText.ToolCalls(task) is { } calls)
        {
            json.WritePropertyName("tool_calls"u8);
            calls.WriteTo(json);
        }

        json.WriteEndObject();
        json.WriteNull("logprobs"u8);
        json.WriteString("finish_reason"u8, ChatText.FinishReason(task));
        json.WriteEndObject();
    }
}
