using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Orchestrator.Client;

/// <summary>Answers as Microsoft.Extensions.AI has them.</summary>
internal static class ChatAnswers
{
    public static ChatResponse Whole(Answer answer)
    {
        List<AIContent> contents = [];
        if (answer.Text.Length > 0 || answer.ToolCallsJson is null)
            contents.Add(new TextContent(answer.Text));
        contents.AddRange(Calls(answer.ToolCallsJson));
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, contents))
        {
            ResponseId = answer.Task.Id.ToString(),
            ModelId = answer.Task.Model,
            FinishReason = new ChatFinishReason(answer.FinishReason),
            Usage = Usage(answer.Task),
            AdditionalProperties = Properties(answer.Task),
        };
    }

    public static ChatResponseUpdate Update(AnswerPart part)
    {
        var update = new ChatResponseUpdate { Role = ChatRole.Assistant, ResponseId = part.TaskId.ToString(), MessageId = part.TaskId.ToString() };
        if (part.Text is not null)
            update.Contents.Add(new TextContent(part.Text));
        if (part.End is not { } end)
            return update;
        foreach (var call in Calls(end.ToolCallsJson))
            update.Contents.Add(call);
        if (Usage(end.Task) is { } usage)
            update.Contents.Add(new UsageContent(usage));
        update.FinishReason = new ChatFinishReason(end.FinishReason);
        update.ModelId = end.Task.Model;
        update.AdditionalProperties = Properties(end.Task);
        return update;
    }

    private static UsageDetails? Usage(RoutedTask task) => task.InputTokens is null && task.OutputTokens is null ? null : new UsageDetails
    {
        InputTokenCount = task.InputTokens,
        OutputTokenCount = task.OutputTokens,
        TotalTokenCount = task.InputTokens + task.OutputTokens,
    };

    private static AdditionalPropertiesDictionary Properties(RoutedTask task) => new() { [TaskProperties.RoutedTaskName] = task };

    private static IEnumerable<AIContent> Calls(string? json)
    {
        if (json is null)
            return [];
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(call =>
        {
            var function = call.GetProperty("function");
            return FunctionCallContent.CreateFromParsedArguments(
                function.GetProperty("arguments").GetString() ?? "",
                call.GetProperty("id").GetString() ?? "",
                function.GetProperty("name").GetString() ?? "",
                Arguments);
        })];
    }

    /// <summary>What cannot be read is told by the content itself (<see cref="FunctionCallContent.Exception"/>), as the library does it.</summary>
    private static Dictionary<string, object?> Arguments(string json) =>
        json.Length == 0 ? [] : JsonSerializer.Deserialize<Dictionary<string, object?>>(json, AIJsonUtilities.DefaultOptions) ?? [];
}
