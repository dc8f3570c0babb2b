using Microsoft.Extensions.AI;
using Orchestrator.Routing;

namespace Orchestrator.Engines;

/// <summary>
/// What a model is told for each kind of task when the caller gave no system message. Deliberately short: every token is paid for on each call,
/// and the words avoid the vocabulary of the demo model, which reacts to words it knows wherever they stand.
/// </summary>
internal static class TaskInstructions
{
    private static readonly Dictionary<TaskType, string> _table = new()
    {
        [TaskType.Summarization] = "Summarise what the user sends in a few sentences. Keep names and figures. Add nothing.",
        [TaskType.BatchSummarization] = "Summarise what the user sends in a few sentences. Keep names and figures. Add nothing.",
        [TaskType.Classification] = "Classify what the user sends. Reply with the label alone, one of those the user names if any are named.",
        [TaskType.Reasoning] = "Reason step by step, check each step, then state the conclusion on a line of its own.",
    };

    /// <summary>The instruction for <paramref name="type"/>; null for types that speak for themselves.</summary>
    public static string? For(TaskType type) => _table.GetValueOrDefault(type);

    /// <summary>The messages as a client takes them, with an instruction first where one is due.</summary>
    public static List<ChatMessage> Compose(EngineRequest request)
    {
        var messages = new List<ChatMessage>(request.Messages.Count + 1);
        if (For(request.Type) is { } instruction && !request.Messages.Any(message => message.Role == "system"))
            messages.Add(new ChatMessage(ChatRole.System, instruction));
        foreach (var message in request.Messages)
            messages.Add(MessageMapper.Map(message));
        return messages;
    }
}
