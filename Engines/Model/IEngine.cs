using Orchestrator.Routing;

namespace Orchestrator.Engines;

/// <summary>One message of a prompt.</summary>
/// <param name="Role"><c>system</c>, <c>user</c>, <c>assistant</c> or <c>tool</c>.</param>
/// <param name="Content">Its text; empty where a turn only called tools.</param>
public readonly record struct EngineMessage(string Role, string Content)
{
    /// <summary>Tools the assistant called, as an OpenAI <c>tool_calls</c> array in JSON; null for none.</summary>
    public string? ToolCallsJson { get; init; }

    /// <summary>The call that a tool's message answers; null for every other role.</summary>
    public string? ToolCallId { get; init; }
}

/// <summary>One text generation.</summary>
public sealed record EngineRequest
{
    public required Guid TaskId { get; init; }

    public required TaskType Type { get; init; }

    public required TaskPriority Priority { get; init; }

    public required string Model { get; init; }

    public required IReadOnlyList<EngineMessage> Messages { get; init; }

    /// <summary>Limit on the answer, tokens; null for the model's own.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>0 to 2; null for the engine's own.</summary>
    public double? Temperature { get; init; }

    public double? TopP { get; init; }

    public long? Seed { get; init; }

    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>An OpenAI <c>response_format</c> object as JSON; null for text.</summary>
    public string? ResponseFormatJson { get; init; }

    /// <summary>An OpenAI <c>tools</c> array as JSON; null for none.</summary>
    public string? ToolsJson { get; init; }

    /// <summary>An OpenAI <c>tool_choice</c> as JSON: <c>"required"</c> or an object that names a function; null for <c>auto</c>.</summary>
    public string? ToolChoiceJson { get; init; }

    /// <summary>Prompt tokens as estimated by the analysis: only simulated engines use it.</summary>
    public int EstimatedInputTokens { get; init; }

    /// <summary>Answer tokens as estimated by the analysis: only simulated engines use it.</summary>
    public int EstimatedOutputTokens { get; init; }
}

/// <summary>A step of a generation: text, or the end. Exactly one end comes, last; a fault is an <see cref="EngineException"/>.</summary>
/// <param name="Text">New text; null on the last update.</param>
/// <param name="Completion">The end; null before it.</param>
public readonly record struct EngineUpdate(string? Text, EngineCompletion? Completion);

/// <summary>The end of a generation.</summary>
/// <param name="FinishReason"><c>stop</c>, <c>length</c> or <c>tool_calls</c>.</param>
/// <param name="InputTokens">As the engine counted; null when it did not say.</param>
/// <param name="OutputTokens">As billed: with thinking tokens; null when it did not say.</param>
/// <param name="LoadMs">Time spent loading the model, milliseconds; 0 when it was loaded.</param>
/// <param name="ToolCallsJson">OpenAI <c>tool_calls</c> as JSON; null for none.</param>
public sealed record EngineCompletion(string FinishReason, int? InputTokens, int? OutputTokens, double LoadMs = 0, string? ToolCallsJson = null);

/// <summary>One text to embed.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Model">The model.</param>
/// <param name="Text">The text.</param>
/// <param name="Dimensions">Length of the vector wanted; null for the model's own.</param>
public sealed record EngineEmbeddingRequest(Guid TaskId, string Model, string Text, int? Dimensions = null);

/// <summary>A vector.</summary>
/// <param name="Vector">The embedding, as long as the model's dimension.</param>
/// <param name="InputTokens">As the engine counted; null when it did not say.</param>
/// <param name="LoadMs">Time spent loading the model, milliseconds.</param>
public sealed record EngineEmbedding(float[] Vector, int? InputTokens, double LoadMs = 0);

/// <summary>What a probe found.</summary>
/// <param name="Healthy">True when the engine takes work.</param>
/// <param name="Detail">Why not, or a note such as "17 of 33 layers on the GPU"; null when there is nothing to say.</param>
/// <param name="LoadedModels">Models in memory now; empty when the engine does not tell.</param>
/// <param name="MissingModels">Configured models the engine does not have; null for none.</param>
public sealed record EngineHealth(bool Healthy, string? Detail, IReadOnlyList<string> LoadedModels, IReadOnlyList<string>? MissingModels = null);

/// <summary>An inference engine. Thread-safe. How many calls run at once is the caller's business (<see cref="EngineOptions.Concurrency"/>).</summary>
public interface IEngine : IAsyncDisposable
{
    /// <summary>Its entry in <c>engines.yaml</c>.</summary>
    EngineOptions Options { get; }

    /// <summary>True when answers are made up, so that every result can say so.</summary>
    bool IsSimulated { get; }

    /// <summary>Asks whether the engine takes work. Costs nothing and does not throw.</summary>
    Task<EngineHealth> ProbeAsync(CancellationToken cancellationToken);

    /// <summary>Generates text. A stream that ends without a finish reason is a fault.</summary>
    /// <exception cref="EngineException">The engine failed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired; the engine was told to stop.</exception>
    IAsyncEnumerable<EngineUpdate> GenerateAsync(EngineRequest request, CancellationToken cancellationToken);

    /// <summary>Embeds one text.</summary>
    /// <exception cref="EngineException">The engine failed.</exception>
    Task<EngineEmbedding> EmbedAsync(EngineEmbeddingRequest request, CancellationToken cancellationToken);
}
