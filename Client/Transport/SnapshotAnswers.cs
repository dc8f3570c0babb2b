namespace Orchestrator.Client;

/// <summary>From what a grain tells of a finished task to what this client answers.</summary>
internal static class SnapshotAnswers
{
    /// <exception cref="OrchestratorException">The task did not complete.</exception>
    public static Answer Of(TaskSnapshot task) => task.State == TaskState.Completed
        ? new Answer(task.Result ?? "", task.ToolCallsJson, task.FinishReason ?? "stop", Routed(task))
        : throw ErrorCodes.Of(task);

    /// <exception cref="OrchestratorException">The task did not complete.</exception>
    public static EmbeddedText VectorOf(TaskSnapshot task) => task is { State: TaskState.Completed, Embedding: { } vector }
        ? new EmbeddedText(vector, Routed(task))
        : throw ErrorCodes.Of(task);

    private static RoutedTask Routed(TaskSnapshot task) => new()
    {
        Id = task.Id,
        Target = task.Decision?.Target,
        Model = task.Decision?.Model,
        DecisionStage = task.Decision is { } decision ? WireNames.Of(decision.Stage) : null,
        Reasoning = task.Decision?.Reasoning,
        Attempts = task.Attempts.Count,
        CostUsd = task.ActualCostUsd,
        CloudBaselineCostUsd = task.CloudBaselineCostUsd,
        LatencyMs = task.ActualLatencyMs,
        SlaMet = task.SlaMet,
        Simulated = task.Simulated,
        InputTokens = task.InputTokens,
        OutputTokens = task.OutputTokens,
    };
}
