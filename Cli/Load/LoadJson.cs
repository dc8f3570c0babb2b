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

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(LoadedTask))]
[JsonSerializable(typeof(LoadReport))]
internal sealed partial class LoadJson : JsonSerializerContext;
