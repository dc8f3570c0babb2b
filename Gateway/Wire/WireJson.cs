using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestrator.Gateway;

/// <summary>How the API writes JSON: snake_case, UPPER_CASE enums (stages lower case), text as UTF-8 and not as escapes.</summary>
internal static class WireJson
{
    public static WireContext Context { get; } = new(Configure(new JsonSerializerOptions()));

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.NumberHandling = JsonNumberHandling.Strict;
        Add<TaskType>(JsonNamingPolicy.SnakeCaseUpper);
        Add<TaskPriority>(JsonNamingPolicy.SnakeCaseUpper);
        Add<TaskState>(JsonNamingPolicy.SnakeCaseUpper);
        Add<ComputeTarget>(JsonNamingPolicy.SnakeCaseUpper);
        Add<HealthState>(JsonNamingPolicy.SnakeCaseUpper);
        Add<StatsGrouping>(JsonNamingPolicy.SnakeCaseUpper);
        Add<TrialMode>(JsonNamingPolicy.SnakeCaseUpper);
        Add<DecisionStage>(JsonNamingPolicy.SnakeCaseLower);
        Add<RoutingStage>(JsonNamingPolicy.SnakeCaseLower);
        Add<AccountRole>(JsonNamingPolicy.SnakeCaseLower);
        return options;

        void Add<T>(JsonNamingPolicy naming)
            where T : struct, Enum => options.Converters.Add(new JsonStringEnumConverter<T>(naming, allowIntegerValues: false));
    }
}

/// <summary>Generated serialisers of everything the API reads or writes.</summary>
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(OpenAiErrorBody))]
[JsonSerializable(typeof(ChatCompletion))]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(ChatCompletionRequest))]
[JsonSerializable(typeof(EmbeddingRequest))]
[JsonSerializable(typeof(EmbeddingList))]
[JsonSerializable(typeof(SubmitTask))]
[JsonSerializable(typeof(SubmitBatch))]
[JsonSerializable(typeof(GiveFeedback))]
[JsonSerializable(typeof(TaskAccepted))]
[JsonSerializable(typeof(TaskDetails))]
[JsonSerializable(typeof(TaskResult))]
[JsonSerializable(typeof(TaskList))]
[JsonSerializable(typeof(BatchAccepted))]
[JsonSerializable(typeof(BatchProgress))]
[JsonSerializable(typeof(StatsDetails))]
[JsonSerializable(typeof(DecisionLog))]
[JsonSerializable(typeof(PolicyDetails))]
[JsonSerializable(typeof(RuleDetails))]
[JsonSerializable(typeof(PutRule))]
[JsonSerializable(typeof(EditPolicy))]
[JsonSerializable(typeof(PolicyEditDetails))]
[JsonSerializable(typeof(PolicyVersionList))]
[JsonSerializable(typeof(StageDetails))]
[JsonSerializable(typeof(TrainingDetails))]
[JsonSerializable(typeof(OutcomeModels))]
[JsonSerializable(typeof(PutOutcomeModel))]
[JsonSerializable(typeof(WeightDetails))]
[JsonSerializable(typeof(AskReplay))]
[JsonSerializable(typeof(ReplayDetails))]
[JsonSerializable(typeof(StartTrial))]
[JsonSerializable(typeof(TrialDetails))]
[JsonSerializable(typeof(ExplanationDetails))]
[JsonSerializable(typeof(ResourceList))]
[JsonSerializable(typeof(AccountDetails))]
[JsonSerializable(typeof(Books))]
[JsonSerializable(typeof(Liveness))]
[JsonSerializable(typeof(Readiness))]
internal sealed partial class WireContext : JsonSerializerContext;
