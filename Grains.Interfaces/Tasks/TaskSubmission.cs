namespace Orchestrator.Grains.Interfaces;

/// <summary>One turn of a conversation.</summary>
/// <param name="Role"><c>system</c>, <c>user</c>, <c>assistant</c> or <c>tool</c>.</param>
/// <param name="Content">What was said; empty for a turn that only called tools.</param>
[GenerateSerializer, Immutable, Alias("ChatTurn")]
public sealed record ChatTurn([property: Id(0)] string Role, [property: Id(1)] string Content)
{
    /// <summary>Of an assistant's turn: the tools it called, as an OpenAI <c>tool_calls</c> array in JSON; null for none.</summary>
    [Id(2)] public string? ToolCallsJson { get; init; }

    /// <summary>Of a tool's turn: the call it answers.</summary>
    [Id(3)] public string? ToolCallId { get; init; }
}

/// <summary>How the answer is to be generated; every field may be left to the engine.</summary>
[GenerateSerializer, Immutable, Alias("GenerationOptions")]
public sealed record GenerationOptions
{
    /// <summary>0 (deterministic) to 2.</summary>
    [Id(0)] public double? Temperature { get; init; }

    /// <summary>0 to 1.</summary>
    [Id(1)] public double? TopP { get; init; }

    [Id(2)] public long? Seed { get; init; }

    /// <summary>Up to four texts that end the answer.</summary>
    [Id(3)] public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>An OpenAI <c>response_format</c> object, as JSON; null for text.</summary>
    [Id(4)] public string? ResponseFormatJson { get; init; }

    /// <summary>An OpenAI <c>tools</c> array, as JSON; null for none.</summary>
    [Id(5)] public string? ToolsJson { get; init; }

    /// <summary>Length of the vector wanted of an embedding; null for the model's own.</summary>
    [Id(6)] public int? Dimensions { get; init; }

    /// <summary>An OpenAI <c>tool_choice</c> as JSON: <c>"required"</c> or an object that names a function; null for <c>auto</c>.</summary>
    [Id(7)] public string? ToolChoiceJson { get; init; }
}

/// <summary>What the caller of a submission does until the task's end.</summary>
public enum Attendance
{
    /// <summary>It leaves with the receipt, which says that the task is durable.</summary>
    Leaves,

    /// <summary>It stays for the answer, and says nothing of the task to anybody before that.</summary>
    AwaitsAnswer,

    /// <summary>It stays for the answer and passes it on as it comes, and says nothing of the task before the first text.</summary>
    AwaitsStream,
}

/// <summary>A validated task, as a caller hands it in. The gateway (or the .NET client) checks the rules of the wire contract before it gets here.</summary>
[GenerateSerializer, Immutable, Alias("TaskSubmission")]
public sealed record TaskSubmission
{
    [Id(0)] public required TaskType Type { get; init; }

    /// <summary>The prompt, 1 to 50,000 characters, not blank.</summary>
    [Id(1)] public required string InputText { get; init; }

    [Id(2)] public TaskPriority Priority { get; init; } = TaskPriority.Normal;

    [Id(3)] public bool IsBatch { get; init; }

    /// <summary>Hard cap on the cost of the whole task, USD, above 0.</summary>
    [Id(4)] public decimal? MaxCostUsd { get; init; }

    /// <summary>SLA from submission to the end, milliseconds, above 0.</summary>
    [Id(5)] public int? MaxLatencyMs { get; init; }

    /// <summary>At most 32 entries, 8 KiB; returned unchanged.</summary>
    [Id(6)] public IReadOnlyDictionary<string, string> Metadata { get; init; } = EmptyMetadata;

    [Id(7)] public string? CallbackUrl { get; init; }

    /// <summary>1 to 32,768.</summary>
    [Id(8)] public int? MaxOutputTokens { get; init; }

    /// <summary>Pin, or null.</summary>
    [Id(9)] public ComputeTarget? Target { get; init; }

    /// <summary>Pin, or null.</summary>
    [Id(10)] public string? Model { get; init; }

    /// <summary>Name of the account that submitted it; never the key.</summary>
    [Id(11)] public required string Account { get; init; }

    /// <summary>The conversation, for chat clients; null when <see cref="InputText"/> is the whole prompt.</summary>
    [Id(12)] public IReadOnlyList<ChatTurn>? Messages { get; init; }

    [Id(13)] public GenerationOptions? Options { get; init; }

    [Id(14)] public Guid? BatchId { get; init; }

    /// <summary>Hash of the request body under an idempotency key; null without one.</summary>
    [Id(15)] public string? RequestHash { get; init; }

    /// <summary>
    /// A property of the call, not of the task, and not stored. For a caller that stays the work begins at once, and the first write is put off for a moment, in which a short task reaches its
    /// end and needs no other. The receipt comes when the task is durable, as ever. The task's id has to be new: a call that is repeated <see cref="Attendance.Leaves"/>.
    /// </summary>
    [Id(16)] public Attendance Attendance { get; init; }

    private static readonly IReadOnlyDictionary<string, string> EmptyMetadata = new Dictionary<string, string>();
}
