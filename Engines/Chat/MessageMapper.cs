using System.Text.Json;
using Microsoft.Extensions.AI;
using Orchestrator.Routing;

namespace Orchestrator.Engines;

/// <summary>Turns a message of a prompt, with the tool calls it made or answers, into what clients of Microsoft.Extensions.AI send.</summary>
internal static class MessageMapper
{
    /// <exception cref="EngineException">The tool calls are not what OpenAI's API defines.</exception>
    public static ChatMessage Map(EngineMessage message) => message switch
    {
        { Role: "system" } => new ChatMessage(ChatRole.System, message.Content),
        { Role: "assistant", ToolCallsJson: { } calls } => new ChatMessage(ChatRole.Assistant, [.. Said(message.Content), .. Calls(calls)]),
        { Role: "assistant" } => new ChatMessage(ChatRole.Assistant, message.Content),
        { Role: "tool", ToolCallId: { } id } => new ChatMessage(ChatRole.Tool, [new FunctionResultContent(id, message.Content)]),
        // Providers refuse a tool's message that does not say which call it answers: it is text then.
        _ => new ChatMessage(ChatRole.User, message.Content),
    };

    private static IEnumerable<AIContent> Said(string text) => text.Length == 0 ? [] : [new TextContent(text)];

    private static List<AIContent> Calls(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return [.. document.RootElement.EnumerateArray().Select(Call)];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new EngineException(EngineFault.BadRequest, "tool_calls is not in the form that OpenAI's API defines", null, exception);
        }
    }

    private static FunctionCallContent Call(JsonElement call)
    {
        var function = call.GetProperty("function");
        using var arguments = JsonDocument.Parse(function.GetProperty("arguments").GetString() is { Length: > 0 } given ? given : "{}");
        return new FunctionCallContent(
            call.GetProperty("id").GetString()!,
            function.GetProperty("name").GetString()!,
            arguments.RootElement.EnumerateObject().ToDictionary(pair => pair.Name, pair => (object?)pair.Value.Clone()));
    }
}
