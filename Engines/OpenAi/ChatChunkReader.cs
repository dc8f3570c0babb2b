using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Orchestrator.Engines;

/// <summary>
/// Reads the chunks of one answer from their bytes: text is handed on as it comes, all else is kept for the end. Members nobody needs are stepped over,
/// so that a token costs its string and little more. One per call.
/// </summary>
/// <param name="whole">True for an answer in one piece, whose choice holds a <c>message</c> where a chunk has its <c>delta</c>.</param>
internal sealed class ChatChunkReader(bool whole = false)
{
    private string? _id;
    private string? _model;
    private string? _refusal;
    private ChatFinishReason? _finish;
    private ToolCallPieces? _calls;
    private UsageDetails? _usage;

    /// <summary>True once the server said that nothing more comes.</summary>
    public bool Done { get; private set; }

    /// <summary>Takes the data of one event.</summary>
    /// <returns>New text; null when the chunk has none.</returns>
    /// <exception cref="JsonException">It is no chunk.</exception>
    public string? Read(ReadOnlySpan<byte> data)
    {
        data = data.Trim(" \t\r\n"u8);
        if (data.SequenceEqual("[DONE]"u8))
            Done = true;
        if (Done || data.IsEmpty)
            return null;
        var reader = new Utf8JsonReader(data);
        try
        {
            string? text = JsonMembers.Enter(ref reader, JsonTokenType.StartObject) ? Chunk(ref reader) : throw new JsonException("the chunk is no object");
            reader.Read();
            return text;
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException("a string of the chunk is no valid text", exception);
        }
    }

    /// <summary>An update of the answer's text.</summary>
    public ChatResponseUpdate Text(string text) => new(ChatRole.Assistant, text) { ResponseId = _id, MessageId = _id, ModelId = _model };

    /// <summary>The last update: how it ended, the tool calls, what was used.</summary>
    public ChatResponseUpdate End()
    {
        var end = new ChatResponseUpdate { Role = ChatRole.Assistant, ResponseId = _id, MessageId = _id, ModelId = _model, FinishReason = _finish };
        if (_refusal is not null)
            end.Contents.Add(new ErrorContent(_refusal) { ErrorCode = "Refusal" });
        foreach (var call in _calls?.ToContents() ?? [])
            end.Contents.Add(call);
        if (_usage is not null)
            end.Contents.Add(new UsageContent(_usage));
        return end;
    }

    private string? Chunk(ref Utf8JsonReader reader)
    {
        string? text = null;
        while (JsonMembers.Next(ref reader))
        {
            if (reader.ValueTextEquals("choices"u8))
                text = Choices(ref reader);
            else if (_id is null && reader.ValueTextEquals("id"u8))
                _id = JsonMembers.Text(ref reader);
            else if (_model is null && reader.ValueTextEquals("model"u8))
                _model = JsonMembers.Text(ref reader);
            else if (reader.ValueTextEquals("usage"u8))
                _usage = ChatUsage.Read(ref reader) ?? _usage;
            else
                reader.Skip();
        }

        return text;
    }

    // Only one choice is ever asked for.
    private string? Choices(ref Utf8JsonReader reader)
    {
        string? text = null;
        if (!JsonMembers.Enter(ref reader, JsonTokenType.StartArray))
            return null;
        for (bool first = true; reader.Read() && reader.TokenType != JsonTokenType.EndArray; first = false)
        {
            if (first && reader.TokenType == JsonTokenType.StartObject)
                text = Choice(ref reader);
            else
                reader.Skip();
        }

        return text;
    }

    private string? Choice(ref Utf8JsonReader reader)
    {
        string? text = null;
        while (JsonMembers.Next(ref reader))
        {
            if (reader.ValueTextEquals(whole ? "message"u8 : "delta"u8))
                text = JsonMembers.Enter(ref reader, JsonTokenType.StartObject) ? Delta(ref reader) : null;
            else if (reader.ValueTextEquals("finish_reason"u8))
                _finish ??= Finish(JsonMembers.Text(ref reader));
            else
                reader.Skip();
        }

        return text;
    }

    private string? Delta(ref Utf8JsonReader reader)
    {
        string? text = null;
        while (JsonMembers.Next(ref reader))
        {
            if (reader.ValueTextEquals("content"u8))
                text = Content(ref reader);
            else if (reader.ValueTextEquals("tool_calls"u8))
                (_calls ??= new ToolCallPieces()).Read(ref reader);
            else if (reader.ValueTextEquals("refusal"u8))
                _refusal += JsonMembers.Text(ref reader);
            else
                reader.Skip();
        }

        return text;
    }

    // Text, or a list of parts with a text each.
    private static string? Content(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
            return JsonMembers.Here(ref reader);
        string? text = null;
        while (JsonMembers.NextObject(ref reader))
        {
            while (JsonMembers.Next(ref reader))
            {
                if (reader.ValueTextEquals("text"u8))
                    text += JsonMembers.Text(ref reader);
                else
                    reader.Skip();
            }
        }

        return text;
    }

    private static ChatFinishReason? Finish(string? reason) => reason switch
    {
        null => null,
        "stop" => ChatFinishReason.Stop,
        "length" => ChatFinishReason.Length,
        "tool_calls" or "function_call" => ChatFinishReason.ToolCalls,
        "content_filter" => ChatFinishReason.ContentFilter,
        _ => throw new JsonException("the finish reason is unknown"),
    };
}
