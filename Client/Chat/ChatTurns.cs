using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Orchestrator.Client;

/// <summary>Messages as turns: texts, calls of tools, and their results.</summary>
internal static class ChatTurns
{
    /// <exception cref="InvalidTaskException">A message holds what no engine takes.</exception>
    public static List<ChatTurn> Of(IEnumerable<ChatMessage> messages, string? instructions)
    {
        List<ChatTurn> turns = [];
        if (!string.IsNullOrEmpty(instructions))
            turns.Add(new ChatTurn("system", instructions));
        foreach (var message in messages)
            turns.AddRange(Of(message));
        return turns.Count > 0 ? turns : throw new InvalidTaskException("There are no messages; there must be one at least.");
    }

    private static IEnumerable<ChatTurn> Of(ChatMessage message)
    {
        List<string> texts = [];
        JsonArray? calls = null;
        List<ChatTurn> results = [];
        foreach (var content in message.Contents)
        {
            switch (content)
            {
                case TextContent text:
                    texts.Add(text.Text);
                    break;
                case FunctionCallContent call:
                    (calls ??= []).Add(Call(call));
                    break;
                case FunctionResultContent result:
                    results.Add(new ChatTurn("tool", Text(result.Result)) { ToolCallId = result.CallId });
                    break;
                case TextReasoningContent or UsageContent:
                    // Said by a model on its way, and not meant for the next one.
                    break;
                default:
                    throw new InvalidTaskException($"A message holds {content.GetType().Name}; only texts, tool calls and their results are understood.");
            }
        }

        var role = Role(message.Role);
        if (texts.Count > 0 || calls is not null || results.Count == 0)
            yield return new ChatTurn(role, string.Join('\n', texts)) { ToolCallsJson = role == "assistant" ? calls?.ToJsonString() : null };
        foreach (var result in results)
            yield return result;
    }

    private static string Role(ChatRole role) =>
        role == ChatRole.System ? "system"
        : role == ChatRole.Assistant ? "assistant"
        : role == ChatRole.User ? "user"
        : role == ChatRole.Tool ? "user" // Text beside results; the results themselves are turns of their own.
        : throw InvalidTaskException.Of("role", role.Value, "system, user, assistant or tool");

    private static JsonObject Call(FunctionCallContent call) => new()
    {
        ["id"] = call.CallId,
        ["type"] = "function",
        ["function"] = new JsonObject
        {
            ["name"] = call.Name,
            ["arguments"] = JsonSerializer.Serialize(call.Arguments ?? new Dictionary<string, object?>(), AIJsonUtilities.DefaultOptions),
        },
    };

    private static string Text(object? result) => result switch
    {
        null => "null",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } element => element.GetString()!,
        _ => JsonSerializer.Serialize(result, AIJsonUtilities.DefaultOptions),
    };
}
