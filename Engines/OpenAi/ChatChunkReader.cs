using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Orchestrator.Engines;

/// <summary>
/// Reads the chunks of one answer from their bytes: text gathers until it is taken, all else is kept for the end. Members nobody needs are stepped over,
/// so that a token costs its characters and little more. One per call.
/// </summary>
/// <param name="whole">True for an answer in one piece, whose choice holds a <c>message</c> where a chunk has its <c>delta</c>.</param>
internal sealed class ChatChunkReader(bool whole = false)
{
    private readonly ArrayBufferWriter<char> _text = new(256);
    private string? _id;
    private string? _model;
    private string? _refusal;
    private ChatFinishReason? _finish;
    private ToolCallPieces? _calls;
    private UsageDetails? _usage;

    /// <summary>True once the server said that nothing more comes.</summary>
    public bool Done { get; private set; }

    /// <summary>UTF-16 code units of text that nobody has taken yet.</summary>
    public int Characters => _text.WrittenCount;

    /// <summary>Takes the data of one event.</summary>
    /// <exception cref="JsonException">It is no chunk.</exception>
    public void Read(ReadOnlySpan<byte> data)
    {
        data = data.Trim(" \t\r\n"u8);
        if (data.SequenceEqual("[DONE]"u8))
            Done = true;
        if (Done || data.IsEmpty)
            return;
        var reader = new Utf8JsonReader(data);
        try
        {
            if (!JsonMembers.Enter(ref reader, JsonTokenType.StartObject))
                throw new JsonException("the chunk is no object");
            Chunk(ref reader);
            reader.Read();
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException("a string of the chunk is no valid text", exception);
        }
    }

    /// <summary>The text that has gathered, as one update.</summary>
    public ChatResponseUpdate TakeText()
    {
        var update = new ChatResponseUpdate(ChatRole.Assistant, _text.WrittenSpan.ToString()) { ResponseId = _id, MessageId = _id, ModelId = _model };
        _text.ResetWrittenCount();
        return update;
    }

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

    private void Chunk(ref Utf8JsonReader reader)
    {
        while (JsonMembers.Next(ref reader))
        {
            if (reader.ValueTextEquals("choices"u8))
                Choices(ref reader);
            else if (_id is null && reader.ValueTextEquals("id"u8))
                _id = JsonMembers.Text(ref reader);
            else if (_model is null && reader.ValueTextEquals("model"u8))
                _model = JsonMembers.Text(ref reader);
            else if (reader.ValueTextEquals("usage"u8))
                _usage = ChatUsage.Read(ref reader) ?? _usage;
            else
                reader.Skip();
        }
    }

    // Only one choice is ever asked for.
    private void Choices(ref Utf8JsonReader reader)
    {
        if (!JsonMembers.Enter(ref reader, JsonTokenType.StartArray))
            return;
        for (bool first = true; reader.Read() && reader.TokenType != JsonTokenType.EndArray; first = false)
        {
            if (first && reader.TokenType == JsonTokenType.StartObject)
                Choice(ref reader);
            else
                reader.Skip();
        }
    }

    private void Choice(ref Utf8JsonReader reader)
    {
        while (JsonMembers.Next(ref reader))
        {
            if (reader.ValueTextEquals(whole ? "message"u8 : "delta"u8))
            {
                if (JsonMembers.Enter(ref reader, JsonTokenType.StartObject))
                    Delta(ref reader);
            }
            else if (reader.ValueTextEquals("finish_reason"u8))
                _finish ??= Finish(JsonMembers.Text(ref reader));
            else
                reader.Skip();
        }
    }

    private void Delta(ref Utf8JsonReader reader)
    {
        while (JsonMembers.Next(ref reader))
        {
            if (reader.ValueTextEquals("content"u8))
                Content(ref reader);
            else if (reader.ValueTextEquals("tool_calls"u8))
                (_calls ??= new ToolCallPieces()).Read(ref reader);
            else if (reader.ValueTextEquals("refusal"u8))
                _refusal += JsonMembers.Text(ref reader);
            else
                reader.Skip();
        }
    }

    // Text, or a list of parts with a text each.
    private void Content(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            Gather(ref reader);
            return;
        }

        while (JsonMembers.NextObject(ref reader))
        {
            while (JsonMembers.Next(ref reader))
            {
                bool isText = reader.ValueTextEquals("text"u8);
                reader.Read();
                if (isText)
                    Gather(ref reader);
                else
                    reader.Skip();
            }
        }
    }

    // UTF-8 has at least as many bytes as the text has UTF-16 code units.
    private void Gather(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
            _text.Advance(reader.CopyString(_text.GetSpan(reader.ValueSpan.Length)));
        else
            reader.Skip();
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
