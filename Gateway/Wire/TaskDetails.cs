using System.Text.Json.Serialization;

namespace Orchestrator.Gateway;

/// <summary>A task that was accepted.</summary>
internal sealed record TaskAccepted(Guid TaskId, TaskState Status, DateTime CreatedAt);

/// <summary>A task as clients see it.</summary>
internal sealed record TaskDetails
{
    public required Guid TaskId { get; init; }

    public required TaskState Status { get; init; }

    public required TaskType TaskType { get; init; }

    public required TaskPriority Priority { get; init; }

    public required bool IsBatch { get; init; }

    public required ProfileSummary? Profile { get; init; }

    public required DecisionSummary? RoutingDecision { get; init; }

    public required IReadOnlyList<AttemptDetails> Attempts { get; init; }

    public required string? Result { get; init; }

    public required float[]? Embedding { get; init; }

    public required ErrorDetails? Error { get; init; }

    public required int? InputTokens { get; init; }

    public required int? OutputTokens { get; init; }

    public required decimal? ActualCostUsd { get; init; }

    public required decimal? CloudBaselineCostUsd { get; init; }

    public required long? ActualLatencyMs { get; init; }

    public required long? QueueMs { get; init; }

    public required long? TimeToFirstTokenMs { get; init; }

    public required bool? SlaMet { get; init; }

    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime? CompletedAt { get; init; }

    /// <summary>How far a long document is; there only for one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ChunkProgress? Progress { get; init; }

    /// <summary>True, and there at all, only when a simulated engine answered.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Simulated { get; init; }

    /// <summary>True, and there at all, only in a webhook whose task was too large: result and embedding were left out, and are to be had from the API.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Truncated { get; init; }
}

/// <summary>Pieces of a long document: those that are summarised for good, and all.</summary>
internal sealed record ChunkProgress(int ChunksDone, int ChunksTotal);

/// <summary>What the analysis found.</summary>
internal sealed record ProfileSummary(
    double ComplexityScore, double LatencySensitivity, double CostSensitivity, int EstimatedTokens, bool RequiresReasoning);

/// <summary>The latest decision.</summary>
internal sealed record DecisionSummary(
    ComputeTarget Target,
    string ModelName,
    decimal EstimatedCostUsd,
    long EstimatedLatencyMs,
    double Confidence,
    string Reasoning,
    ComputeTarget? FallbackTarget,
    DecisionStage DecisionStage,
    DateTime DecidedAt);

/// <summary>One attempt.</summary>
internal sealed record AttemptDetails(
    ComputeTarget Target, string ModelName, string Silo, DateTime StartedAt, DateTime? FinishedAt, string? Outcome, string? Error);

/// <summary>Why a task failed.</summary>
internal sealed record ErrorDetails(string Code, string Message);

/// <summary>What a finished task produced: a text or a vector.</summary>
internal sealed record TaskResult(Guid TaskId, TaskState Status, string? Result, float[]? Embedding, ErrorDetails? Error);

/// <summary>A page of tasks, newest first.</summary>
internal sealed record TaskList(IReadOnlyList<TaskDetails> Tasks, string? NextCursor);

/// <summary>A batch that was accepted.</summary>
internal sealed record BatchAccepted(Guid BatchId, IReadOnlyList<TaskAccepted> Tasks);

/// <summary>How far a batch is.</summary>
internal sealed record BatchProgress(Guid BatchId, long Total, bool Finished, IReadOnlyDictionary<string, long> ByStatus, decimal CostUsd);
