using System.Text.Json;
using Microsoft.Extensions.AI;
using Orchestrator.Routing;

namespace Orchestrator.Engines;

/// <summary>Turns a request's settings into <see cref="ChatOptions"/>.</summary>
internal static class ChatOptionsMapper
{
    /// <summary>
    /// Where <see cref="ChatOptions.AdditionalProperties"/> carry the response format as the caller wrote it, JSON in OpenAI's form: <see cref="ChatOptions.ResponseFormat"/>
    /// has no place for <c>strict</c>.
    /// </summary>
    public const string WrittenFormat = "orchestrator.response_format";

    /// <exception cref="EngineException">The response format or the tools are not what OpenAI's API defines.</exception>
    public static ChatOptions Map(EngineRequest request)
    {
        try
        {
            return new ChatOptions
            {
                ModelId = request.Model,
                MaxOutputTokens = request.MaxOutputTokens,
                Temperature = (float?)request.Temperature,
                TopP = (float?)request.TopP,
                Seed = request.Seed,
                StopSequences = request.Stop.Count == 0 ? null : [.. request.Stop],
                ResponseFormat = Format(request.ResponseFormatJson),
                Tools = Tools(request.ToolsJson),
                ToolMode = Mode(request.ToolChoiceJson),
                AdditionalProperties = request.ResponseFormatJson is { } format ? new() { [WrittenFormat] = format } : null,
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            throw new EngineException(EngineFault.BadRequest, "response_format, tools or tool_choice is not in the form that OpenAI's API defines", null, exception);
        }
    }

    private static ChatResponseFormat? Format(string? json)
    {
        if (json is null)
            return null;
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        switch (root.GetProperty("type").GetString())
        {
            case "text": return ChatResponseFormat.Text;
            case "json_object": return ChatResponseFormat.Json;
            case "json_schema":
                var schema = root.GetProperty("json_schema");
                return ChatResponseFormat.ForJsonSchema(schema.GetProperty("schema").Clone(), Text(schema, "name"), Text(schema, "description"));
            case var other: throw new JsonException($"unknown response format {other}");
        }
    }

    private static List<AITool>? Tools(string? json)
    {
        if (json is null)
            return null;
        using var document = JsonDocument.Parse(json);
        var tools = new List<AITool>();
        foreach (var tool in document.RootElement.EnumerateArray())
        {
            var function = tool.GetProperty("function");
            var parameters = function.TryGetProperty("parameters", out var given) ? given.Clone() : JsonElement.Parse("""{"type":"object","properties":{}}""");
            tools.Add(AIFunctionFactory.CreateDeclaration(function.GetProperty("name").GetString()!, Text(function, "description") ?? "", parameters));
        }

        return tools.Count == 0 ? null : tools;
    }

    private static RequiredChatToolMode? Mode(string? json)
    {
        if (json is null)
            return null;
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        return root.ValueKind == JsonValueKind.Object
            ? new RequiredChatToolMode(root.GetProperty("function").GetProperty("name").GetString()!)
            : root.GetString() == "required" ? new RequiredChatToolMode(null) : throw new JsonException($"unknown tool choice {root}");
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
