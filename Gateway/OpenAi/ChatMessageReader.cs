using System.Text.Json;

namespace Orchestrator.Gateway;

/// <summary>Reads the messages of a conversation: text in any of the shapes clients send it.</summary>
internal static class ChatMessageReader
{
    private const int Role = 0, Content = 1, ToolCalls = 2, ToolCallId = 3;
    private const int MostMessages = 2000;
    private static readonly FieldNames Fields = new("a message", "role", "content", "tool_calls", "tool_call_id", "name", "refusal", "audio", "annotations");

    public static IReadOnlyList<ChatTurn> Read(JsonElement messages, FieldErrors errors)
    {
        if (messages.ValueKind != JsonValueKind.Array || messages.GetArrayLength() is 0 or > MostMessages)
        {
            errors.Add("messages", $"must be a list of 1 to {MostMessages} messages");
            return [];
        }
        List<ChatTurn> turns = new(messages.GetArrayLength());
        var index = 0;
        foreach (JsonElement message in messages.EnumerateArray())
        {
            if (ReadTurn(message, $"messages[{index++}].", errors) is { } turn)
                turns.Add(turn);
            if (errors.IsFull)
                break;
        }
        return turns;
    }

    private static ChatTurn? ReadTurn(JsonElement message, string prefix, FieldErrors errors)
    {
        if (Fields.Sort(message, prefix, errors) is not { } values)
            return null;
        var reader = new FieldReader(values, Fields, prefix, errors);
        var role = values[Role].ValueKind == JsonValueKind.String && JsonText.TryRead(values[Role], out var text) ? text : null;
        if (role is not ("system" or "developer" or "user" or "assistant" or "tool"))
        {
            reader.Fail(Role, "must be system, developer, user, assistant or tool");
            return null;
        }
        var before = errors.Count;
        var calls = role == "assistant" && reader.Has(ToolCalls) ? ToolReader.ReadCalls(reader, ToolCalls, errors) : null;
        var answered = role == "tool" ? ReadCallId(reader) : null;
        // A turn that only called tools has no text.
        var content = reader.Has(Content) ? ReadContent(values[Content], reader.Path(Content), errors) : calls is null ? null : "";
        if (content is null && !reader.Has(Content) && errors.Count == before)
            reader.Fail(Content, "is required");
        return content is null || errors.Count > before
            ? null
            : new ChatTurn(role == "developer" ? "system" : role, content) { ToolCallsJson = calls, ToolCallId = answered };
    }

    private static string? ReadCallId(FieldReader reader)
    {
        reader.Require(ToolCallId, "the id of the tool call that this message answers");
        return reader.Text(ToolCallId, ToolReader.LongestName);
    }

    /// <summary>A text, or a list of parts that are texts.</summary>
    private static string? ReadContent(JsonElement content, string path, FieldErrors errors)
    {
        if (content.ValueKind == JsonValueKind.String)
            return Text(content, path, errors);
        if (content.ValueKind != JsonValueKind.Array || content.GetArrayLength() == 0)
        {
            errors.Add(path, $"must be a text or a list of parts, not {JsonText.Describe(content)}");
            return null;
        }
        List<string> texts = [];
        var index = 0;
        foreach (JsonElement part in content.EnumerateArray())
        {
            if (ReadPart(part, $"{path}[{index++}]", errors) is { } text)
                texts.Add(text);
        }
        return texts.Count == index ? string.Join('\n', texts) : null;
    }

    private static string? ReadPart(JsonElement part, string path, FieldErrors errors)
    {
        if (part.ValueKind == JsonValueKind.Object && part.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String)
        {
            if (type.ValueEquals("text"u8) && part.TryGetProperty("text", out JsonElement text) && text.ValueKind == JsonValueKind.String)
                return Text(text, path, errors);
            if (type.ValueEquals("refusal"u8) && part.TryGetProperty("refusal", out JsonElement refusal) && refusal.ValueKind == JsonValueKind.String)
                return Text(refusal, path, errors);
            errors.Add(path, $"has the type {JsonText.Describe(type)}; only text is understood here");
            return null;
        }
        errors.Add(path, "must be an object with a type");
        return null;
    }

    private static string? Text(JsonElement element, string path, FieldErrors errors)
    {
        if (JsonText.TryRead(element, out var text) && !text.Contains('\0'))
            return text;
        errors.Add(path, "must be valid Unicode without the character U+0000");
        return null;
    }
}
