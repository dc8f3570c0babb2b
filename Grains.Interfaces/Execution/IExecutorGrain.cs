using Orleans.Concurrency;

namespace Orchestrator.Grains.Interfaces;

/// <summary>One attempt to run a task.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="AttemptNumber">From 1.</param>
/// <param name="Submission">The task itself.</param>
/// <param name="Engine">The engine to use.</param>
/// <param name="Model">The model to use.</param>
/// <param name="MaxOutputTokens">Limit on the answer, tokens; null for the model's own.</param>
/// <param name="EstimatedInputTokens">Prompt, as the analysis estimated it: for engines that simulate.</param>
/// <param name="EstimatedOutputTokens">Answer, as the analysis estimated it: for engines that simulate.</param>
[GenerateSerializer, Immutable, Alias("AttemptRequest")]
public sealed record AttemptRequest(
    [property: Id(0)] Guid TaskId,
    [property: Id(1)] int AttemptNumber,
    [property: Id(2)] TaskSubmission Submission,
    [property: Id(3)] string Engine,
    [property: Id(4)] string Model,
    [property: Id(5)] int? MaxOutputTokens,
    [property: Id(6)] int EstimatedInputTokens,
    [property: Id(7)] int EstimatedOutputTokens);

/// <summary>The end of an attempt, as the executor measured it.</summary>
[GenerateSerializer, Immutable, Alias("AttemptResult")]
public sealed record AttemptResult
{
    /// <summary>Null when a whole answer came.</summary>
    [Id(0)] public EngineFault? Fault { get; init; }

    /// <summary>What the engine said of the fault; null without one.</summary>
    [Id(1)] public string? Error { get; init; }

    [Id(2)] public bool Cancelled { get; init; }

    [Id(3)] public float[]? Embedding { get; init; }

    /// <summary>Tokens of the prompt; null when the engine did not say.</summary>
    [Id(4)] public int? InputTokens { get; init; }

    /// <summary>Tokens of the answer, thinking included; null when the engine did not say.</summary>
    [Id(5)] public int? OutputTokens { get; init; }

    /// <summary>Wait for a slot, milliseconds.</summary>
    [Id(6)] public double QueueMs { get; init; }

    /// <summary>From the slot to the first token, milliseconds; null when none came.</summary>
    [Id(7)] public double? TimeToFirstTokenMs { get; init; }

    /// <summary>From the slot to the end, milliseconds.</summary>
    [Id(8)] public double ServiceMs { get; init; }

    /// <summary>Time the engine spent loading the model, milliseconds; 0 when it was loaded.</summary>
    [Id(9)] public double LoadMs { get; init; }

    [Id(10)] public bool Simulated { get; init; }

    [Id(11)] public string? FinishReason { get; init; }

    [Id(12)] public string? ToolCallsJson { get; init; }
}

/// <summary>A step of an attempt: text that was generated, that it got its slot, or the end.</summary>
/// <param name="Text">New text; null when there is none.</param>
/// <param name="Started">True once, when a slot was got.</param>
/// <param name="Result">The end; null before it. Nothing follows it.</param>
[GenerateSerializer, Immutable, Alias("AttemptUpdate")]
public readonly record struct AttemptUpdate(
    [property: Id(0)] string? Text,
    [property: Id(1)] bool Started,
    [property: Id(2)] AttemptResult? Result);

/// <summary>
/// Runs attempts on the engines of one silo. Holds no state. Key: <c>TARGET|silo address</c>, for example <c>GPU|S127.0.0.1:11111:1234</c>;
/// placed on exactly that silo, and only if the silo is tagged with the target.
/// </summary>
[Alias("IExecutorGrain")]
public interface IExecutorGrain : IGrainWithStringKey
{
    /// <summary>Runs one attempt. Never throws for an engine's fault: that is a result.</summary>
    [AlwaysInterleave, Alias("Execute")]
    IAsyncEnumerable<AttemptUpdate> Execute(AttemptRequest request, CancellationToken cancellationToken = default);

    /// <summary>Stops an attempt, whether it waits or runs; does nothing when there is none.</summary>
    [AlwaysInterleave, Alias("Cancel")]
    Task Cancel(Guid taskId, int attemptNumber);
}
