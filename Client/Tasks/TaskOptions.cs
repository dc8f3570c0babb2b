namespace Orchestrator.Client;

/// <summary>What a caller can say of a task beyond the chat itself. Everything that is null is left to the orchestrator.</summary>
public sealed record TaskOptions
{
    /// <summary>What kind of work it is; null for <see cref="TaskType.Chat"/>. <see cref="TaskType.Embedding"/> goes with the embedding generator and with nothing else.</summary>
    public TaskType? TaskType { get; init; }

    /// <summary>How urgent it is; null for <see cref="TaskPriority.Normal"/>.</summary>
    public TaskPriority? Priority { get; init; }

    /// <summary>Hard cap on the cost of the whole task, USD, above 0.</summary>
    public decimal? MaxCostUsd { get; init; }

    /// <summary>Wanted latency from submission to the end, milliseconds, above 0.</summary>
    public int? MaxLatencyMs { get; init; }

    /// <summary>The target to use and no other; caps and availability still count.</summary>
    public ComputeTarget? Target { get; init; }
}
