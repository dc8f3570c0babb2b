using System.Text.Json.Serialization;

namespace Orchestrator.Cli;

/// <summary>Generated serialisers of everything that goes over the wire.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NewTask))]
[JsonSerializable(typeof(AcceptedTask))]
[JsonSerializable(typeof(TaskView))]
[JsonSerializable(typeof(TaskPageView))]
[JsonSerializable(typeof(TokenView))]
[JsonSerializable(typeof(StatsView))]
[JsonSerializable(typeof(ExplanationView))]
[JsonSerializable(typeof(StageView))]
[JsonSerializable(typeof(TrainingView))]
[JsonSerializable(typeof(NewReplay))]
[JsonSerializable(typeof(ReplayView))]
[JsonSerializable(typeof(ProblemView))]
internal sealed partial class ApiJson : JsonSerializerContext;
