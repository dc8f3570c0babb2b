using System.Text.Json;

namespace Orchestrator.Gateway;

/// <summary>Reads a task as the wire contract has it, checking every rule of its table.</summary>
internal static class TaskRequestReader
{
    private const int Type = 0, Input = 1, Priority = 2, IsBatch = 3, MaxCost = 4, MaxLatency = 5, Metadata = 6, Callback = 7, MaxOutput = 8, Target = 9, Model = 10;
    private const int LongestInput = 50_000, LongestModel = 200, LongestUrl = 2048, MostOutputTokens = 32_768;

    private const string NoCallbacks = "cannot be called: WEBHOOK_SECRET is not set on this server, so no callback can be signed";

    private static readonly FieldNames Fields = new(
        "a task",
        "task_type", "input_text", "priority", "is_batch", "max_cost_usd", "max_latency_ms", "metadata", "callback_url", "max_output_tokens", "target", "model");

    /// <summary>The task; null when anything is wrong, which is then among the errors.</summary>
    /// <param name="element">The task's object.</param>
    /// <param name="prefix">Its path with a dot, such as <c>tasks[3].</c>; empty for the body itself.</param>
    /// <param name="account">Who sent it.</param>
    /// <param name="callbacks">Where callbacks may go; null when none are delivered.</param>
    /// <param name="errors">Where errors go.</param>
    public static TaskSubmission? Read(JsonElement element, string prefix, Account account, CallbackAddressPolicy? callbacks, FieldErrors errors)
    {
        var before = errors.Count;
        if (Fields.Sort(element, prefix, errors) is not { } values)
            return null;
        var reader = new FieldReader(values, Fields, prefix, errors);
        reader.Require(Type, $"one of {WireNames.Allowed<TaskType>()}");
        reader.Require(Input, $"1 to {LongestInput} characters");
        TaskType? type = reader.Enum<TaskType>(Type);
        var input = reader.Text(Input, LongestInput);
        TaskPriority? priority = reader.Enum<TaskPriority>(Priority);
        var isBatch = reader.Bool(IsBatch);
        var maxCost = reader.Positive(MaxCost);
        var maxLatency = reader.Integer(MaxLatency, 1, int.MaxValue);
        IReadOnlyDictionary<string, string> metadata = MetadataReader.Read(reader, Metadata, errors);
        var callback = ReadCallback(reader, callbacks);
        var maxOutput = reader.Integer(MaxOutput, 1, MostOutputTokens);
        ComputeTarget? target = reader.Enum<ComputeTarget>(Target);
        var model = reader.Text(Model, LongestModel);
        if (errors.Count > before || type is null || input is null)
            return null;
        var task = new TaskSubmission
        {
            Type = type.Value,
            InputText = input,
            Priority = priority ?? TaskPriority.Normal,
            IsBatch = isBatch ?? false,
            MaxCostUsd = maxCost,
            MaxLatencyMs = maxLatency,
            Metadata = metadata,
            CallbackUrl = callback,
            MaxOutputTokens = maxOutput,
            Target = target,
            Model = model,
            Account = account.Name,
        };
        task = AccountRules.Apply(task, account, reader.Path(Priority), reader.Path(Target), errors);
        return errors.Count > before ? null : task;
    }

    private static string? ReadCallback(FieldReader reader, CallbackAddressPolicy? callbacks)
    {
        if (reader.Text(Callback, LongestUrl) is not { } text)
            return null;
        if ((callbacks is null ? NoCallbacks : callbacks.Refuse(text)) is not { } refusal)
            return text;
        reader.Fail(Callback, refusal);
        return null;
    }
}
