using Orchestrator.Engines;

namespace Orchestrator.Grains;

/// <summary>Turns an attempt into what an engine understands.</summary>
internal static class EngineRequests
{
    public static EngineRequest From(AttemptRequest request)
    {
        var submission = request.Submission;
        var options = submission.Options;
        return new EngineRequest
        {
            TaskId = request.TaskId,
            Type = submission.Type,
            Priority = submission.Priority,
            Model = request.Model,
            Messages = submission.Messages is { Count: > 0 } turns
                ? [.. turns.Select(turn => new EngineMessage(turn.Role, turn.Content) { ToolCallsJson = turn.ToolCallsJson, ToolCallId = turn.ToolCallId })]
                : [new EngineMessage("user", submission.InputText)],
            MaxOutputTokens = request.MaxOutputTokens,
            Temperature = options?.Temperature,
            TopP = options?.TopP,
            Seed = options?.Seed,
            Stop = options?.Stop ?? [],
            ResponseFormatJson = options?.ResponseFormatJson,
            ToolsJson = options?.ToolsJson,
            ToolChoiceJson = options?.ToolChoiceJson,
            EstimatedInputTokens = request.EstimatedInputTokens,
            EstimatedOutputTokens = request.EstimatedOutputTokens,
        };
    }
}
