using System.Text.Json.Serialization;

namespace Orchestrator.Cli;

/// <summary>What a load run needs of a task: reading less keeps the tool out of the way of the server.</summary>
internal sealed record LoadedTask
{
    public required string Status { get; init; }

    public LoadedDecision? RoutingDecision { get; init; }

    public IReadOnlyList<LoadedAttempt> Attempts { get; init; } = [];

    public string? Result { get; init; }

    public double? TimeToFirstTokenMs { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public bool Simulated { get; init; }

    [JsonIgnore]
    public bool IsTerminal => Status is "COMPLETED" or "FAILED" or "CANCELLED";
}

internal readonly record struct LoadedDecision(DateTimeOffset DecidedAt);

internal readonly record struct LoadedAttempt(string? Outcome);

/// <summary>A piece of a streamed chat completion.</summary>
internal sealed record LoadedChunk
{
    public IReadOnlyList<LoadedChoice> Choices { get; init; } = [];

    public System.Text.Json.JsonElement? Error { get; init; }
}

internal readonly record struct LoadedChoice(LoadedDelta Delta);

internal readonly record struct LoadedDelta(string? Content);

/// <summary>A chat completion as it is asked for.</summary>
internal sealed record ChatRequest(string Model, IReadOnlyList<ChatLine> Messages, int MaxCompletionTokens, bool Stream);

internal sealed record ChatLine(string Role, string Content);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(LoadedTask))]
[JsonSerializable(typeof(LoadReport))]
[JsonSerializable(typeof(LoadedChunk))]
[JsonSerializable(typeof(ChatRequest))]
internal sealed partial class LoadJson : JsonSerializerContext;
