namespace Orchestrator.Routing;

/// <summary>How long an answer usually is, by what is asked. Used until the statistics have seen real ones.</summary>
internal static class TypicalAnswer
{
    /// <summary>Tokens of an answer to a prompt of <paramref name="inputTokens"/>; 0 for an embedding.</summary>
    public static int Tokens(TaskType type, int inputTokens) => type switch
    {
        TaskType.Embedding => 0,
        TaskType.Classification => 12,
        TaskType.Summarization or TaskType.BatchSummarization => Math.Clamp(inputTokens / 4, 48, 256),
        TaskType.Reasoning => 300,
        _ => 200,
    };
}
