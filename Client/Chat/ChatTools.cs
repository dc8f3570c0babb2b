using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Orchestrator.Client;

/// <summary>Tools and response formats in OpenAI's form.</summary>
internal static class ChatTools
{
    /// <summary>The tools and which of them must be called; null for none, and for a free choice.</summary>
    /// <exception cref="InvalidTaskException">A tool is not a function.</exception>
    public static (string? Tools, string? Choice) Of(ChatOptions options)
    {
        if (options.Tools is not { Count: > 0 } tools || options.ToolMode is NoneChatToolMode)
            return (null, null);
        var written = new JsonArray([.. tools.Select(Function)]).ToJsonString();
        var choice = options.ToolMode switch
        {
            RequiredChatToolMode { RequiredFunctionName: { } name } => Named(name).ToJsonString(),
            RequiredChatToolMode => "\"required\"",
            _ => null,
        };
        return (written, choice);
    }

    public static string? Format(ChatResponseFormat? format) => format switch
    {
        ChatResponseFormatJson { Schema: { } schema } json => new JsonObject
        {
            ["type"] = "json_schema",
            ["json_schema"] = new JsonObject
            {
                ["name"] = json.SchemaName ?? "answer",
                ["description"] = json.SchemaDescription ?? "",
                ["schema"] = JsonNode.Parse(schema.GetRawText()),
            },
        }.ToJsonString(),
        ChatResponseFormatJson => """{"type":"json_object"}""",
        _ => null,
    };

    private static JsonObject Function(AITool tool)
    {
        if (tool is not AIFunctionDeclaration function)
            throw InvalidTaskException.Of("tools", tool.Name, "functions");
        var written = Named(function.Name);
        written["function"]!["description"] = function.Description;
        written["function"]!["parameters"] = JsonNode.Parse(function.JsonSchema.GetRawText());
        return written;
    }

    private static JsonObject Named(string name) => new() { ["type"] = "function", ["function"] = new JsonObject { ["name"] = name } };
}
