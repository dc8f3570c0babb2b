using Microsoft.Extensions.AI;

namespace Orchestrator.Client;

/// <summary>Turns a conversation into a task, under the rules of the wire contract.</summary>
internal static class ChatRequests
{
    /// <exception cref="InvalidTaskException">A rule is broken.</exception>
    public static TaskSubmission Of(IEnumerable<ChatMessage> messages, ChatOptions? options, OrchestratorConnection connection)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var turns = ChatTurns.Of(messages, options?.Instructions);
        var said = TaskProperties.Read(options?.AdditionalProperties, connection.UsualTask);
        if (said.TaskType == TaskType.Embedding)
            throw InvalidTaskException.Of(TaskProperties.TaskTypeName, WireNames.Of(TaskType.Embedding), "another type: embeddings have a generator of their own");
        return TaskRules.Check(new TaskSubmission
        {
            Type = said.TaskType ?? TaskType.Chat,
            InputText = string.Join('\n', turns.Select(turn => turn.Content)),
            Messages = turns,
            Account = connection.Account,
            Priority = said.Priority ?? TaskPriority.Normal,
            MaxCostUsd = said.MaxCostUsd,
            MaxLatencyMs = said.MaxLatencyMs,
            Target = said.Target,
            Model = options?.ModelId is { Length: > 0 } model and not "auto" ? model : null,
            MaxOutputTokens = options?.MaxOutputTokens,
            Options = options is null ? null : Generation(options),
        });
    }

    private static GenerationOptions Generation(ChatOptions options)
    {
        var (tools, choice) = ChatTools.Of(options);
        return new GenerationOptions
        {
            Temperature = options.Temperature,
            TopP = options.TopP,
            Seed = options.Seed,
            Stop = options.StopSequences is { } stop ? [.. stop] : [],
            ResponseFormatJson = ChatTools.Format(options.ResponseFormat),
            ToolsJson = tools,
            ToolChoiceJson = choice,
        };
    }
}
