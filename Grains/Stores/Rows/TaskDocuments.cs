using System.Text.Json.Serialization;

namespace Orchestrator.Grains.Stores;

/// <summary>What a submission holds besides the columns.</summary>
internal sealed record SubmissionDocument
{
    public decimal? MaxCostUsd { get; init; }

    public int? MaxLatencyMs { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    public string? CallbackUrl { get; init; }

    public int? MaxOutputTokens { get; init; }

    public ComputeTarget? Target { get; init; }

    public string? Model { get; init; }

    public IReadOnlyList<ChatTurn>? Messages { get; init; }

    public GenerationOptions? Options { get; init; }

    public string? RequestHash { get; init; }
}

/// <summary>How far a task has come, besides the columns.</summary>
internal sealed record ProgressDocument(TaskProfile? Profile, RoutingDecision? Decision, IReadOnlyList<TaskAttempt>? Attempts, TaskProgress? Progress = null);

/// <summary>The part of it that learning reads.</summary>
internal sealed record ProfileDocument(TaskProfile? Profile);

/// <summary>JSON of the tables, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    Converters =
    [
        typeof(WireNameConverter<TaskType>), typeof(WireNameConverter<TaskPriority>), typeof(WireNameConverter<ComputeTarget>),
        typeof(WireNameConverter<DecisionStage>), typeof(WireNameConverter<RuleOperator>),
    ])]
[JsonSerializable(typeof(SubmissionDocument))]
[JsonSerializable(typeof(ProgressDocument))]
[JsonSerializable(typeof(ProfileDocument))]
[JsonSerializable(typeof(RoutingDecision))]
[JsonSerializable(typeof(RoutingRule))]
[JsonSerializable(typeof(RoutingRule[]))]
[JsonSerializable(typeof(TaskProfile))]
[JsonSerializable(typeof(IReadOnlyList<TaskAttempt>))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class StoreJson : JsonSerializerContext;
