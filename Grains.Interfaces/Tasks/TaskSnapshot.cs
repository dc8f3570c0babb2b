namespace Orchestrator.Grains.Interfaces;

/// <summary>Codes a failed task carries.</summary>
public static class TaskErrorCodes
{
    public const string AllTargetsFailed = "ALL_TARGETS_FAILED";
    public const string BudgetExceeded = "BUDGET_EXCEEDED";
    public const string NoTargetAvailable = "NO_TARGET_AVAILABLE";
    public const string Timeout = "TIMEOUT";
    public const string ContentBlocked = "CONTENT_BLOCKED";
    public const string Internal = "INTERNAL";
}

/// <summary>Why a task failed.</summary>
/// <param name="Code">One of <see cref="TaskErrorCodes"/>.</param>
/// <param name="Message">A sentence for the caller.</param>
[GenerateSerializer, Immutable, Alias("TaskError")]
public sealed record TaskError([property: Id(0)] string Code, [property: Id(1)] string Message);

/// <summary>One attempt to run a task on one engine.</summary>
[GenerateSerializer, Immutable, Alias("TaskAttempt")]
public sealed record TaskAttempt
{
    [Id(0)] public required ComputeTarget Target { get; init; }

    [Id(1)] public required string Model { get; init; }

    [Id(2)] public required string Engine { get; init; }

    /// <summary>The silo it ran on, in parsable form.</summary>
    [Id(3)] public required string Silo { get; init; }

    [Id(4)] public required DateTimeOffset StartedAt { get; init; }

    [Id(5)] public DateTimeOffset? FinishedAt { get; init; }

    /// <summary><c>COMPLETED</c>, <c>CANCELLED</c>, <c>LOST</c> (its silo died), <c>MOVED</c>, <c>HEDGE_LOST</c> (another attempt beside it spoke first), or the fault's wire name; null while it runs.</summary>
    [Id(6)] public string? Outcome { get; init; }

    /// <summary>What the engine said; null when nothing went wrong.</summary>
    [Id(7)] public string? Error { get; init; }

    [Id(8)] public decimal CostUsd { get; init; }

    [Id(9)] public double QueueMs { get; init; }

    [Id(10)] public double? TimeToFirstTokenMs { get; init; }
}

/// <summary>How far a task is that runs piece by piece.</summary>
/// <param name="ChunksDone">Pieces of the document that are summarised and durable.</param>
/// <param name="ChunksTotal">Pieces of the document.</param>
[GenerateSerializer, Immutable, Alias("TaskProgress")]
public sealed record TaskProgress([property: Id(0)] int ChunksDone, [property: Id(1)] int ChunksTotal);

/// <summary>A task at one moment: what the store keeps and what the API answers. Immutable; each change makes a new one.</summary>
[GenerateSerializer, Immutable, Alias("TaskSnapshot")]
public sealed record TaskSnapshot
{
    [Id(0)] public required Guid Id { get; init; }

    [Id(1)] public required TaskSubmission Submission { get; init; }

    [Id(2)] public TaskState State { get; init; }

    [Id(3)] public TaskProfile? Profile { get; init; }

    /// <summary>The latest decision.</summary>
    [Id(4)] public RoutingDecision? Decision { get; init; }

    [Id(5)] public IReadOnlyList<TaskAttempt> Attempts { get; init; } = [];

    [Id(6)] public string? Result { get; init; }

    [Id(7)] public float[]? Embedding { get; init; }

    [Id(8)] public TaskError? Error { get; init; }

    [Id(9)] public int? InputTokens { get; init; }

    [Id(10)] public int? OutputTokens { get; init; }

    /// <summary>What all attempts together cost, USD; null when usage or a price is missing (never zero for unknown).</summary>
    [Id(11)] public decimal? ActualCostUsd { get; init; }

    /// <summary>What the same tokens would have cost on the baseline cloud model, USD; null when usage or the price is missing.</summary>
    [Id(12)] public decimal? CloudBaselineCostUsd { get; init; }

    /// <summary>From submission to the end, milliseconds.</summary>
    [Id(13)] public double? ActualLatencyMs { get; init; }

    /// <summary>Wait for a slot in the attempt that succeeded, milliseconds.</summary>
    [Id(14)] public double? QueueMs { get; init; }

    /// <summary>From submission to the first token, milliseconds.</summary>
    [Id(15)] public double? TimeToFirstTokenMs { get; init; }

    [Id(16)] public bool? SlaMet { get; init; }

    [Id(17)] public DateTimeOffset CreatedAt { get; init; }

    [Id(18)] public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Version of the stored row; a write with a stale one is refused (fencing).</summary>
    [Id(19)] public long Version { get; init; }

    /// <summary>The silo that owns the task, in parsable form.</summary>
    [Id(20)] public string Owner { get; init; } = "";

    /// <summary>True when a simulated engine answered.</summary>
    [Id(21)] public bool Simulated { get; init; }

    /// <summary>Why the engine stopped: <c>stop</c>, <c>length</c>, <c>tool_calls</c>, <c>content_filter</c>.</summary>
    [Id(22)] public string? FinishReason { get; init; }

    /// <summary>Tool calls of the answer, as an OpenAI <c>tool_calls</c> array in JSON; null for none.</summary>
    [Id(23)] public string? ToolCallsJson { get; init; }

    /// <summary>How far a long document is; null for every other task.</summary>
    [Id(24)] public TaskProgress? Progress { get; init; }

    public bool IsTerminal => State is TaskState.Completed or TaskState.Failed or TaskState.Cancelled;
}
