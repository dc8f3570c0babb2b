using System.Collections.Frozen;
using System.Text;
using System.Text.Json;

namespace Orchestrator.Gateway;

/// <summary>Reads a task as the wire contract has it, checking every rule of its table.</summary>
internal static class TaskRequestReader
{
    private const int Type = 0, Input = 1, Priority = 2, IsBatch = 3, MaxCost = 4, MaxLatency = 5, Metadata = 6, Callback = 7, MaxOutput = 8, Target = 9, Model = 10;
    private const int LongestInput = 50_000, LongestModel = 200, LongestUrl = 2048, MostMetadata = 32, MetadataBytes = 8192, MostOutputTokens = 32_768;

    private static readonly FieldNames Fields = new(
        "a task",
        "task_type", "input_text", "priority", "is_batch", "max_cost_usd", "max_latency_ms", "metadata", "callback_url", "max_output_tokens", "target", "model");

    private static readonly IReadOnlyDictionary<string, string> NoMetadata = FrozenDictionary<string, string>.Empty;

    /// <summary>The task; null when anything is wrong, which is then among the errors.</summary>
    /// <param name="element">The task's object.</param>
    /// <param name="prefix">Its path with a dot, such as <c>tasks[3].</c>; empty for the body itself.</param>
    /// <param name="account">Who sent it.</param>
    /// <param name="errors">Where errors go.</param>
    public static TaskSubmission? Read(JsonElement element, string prefix, string account, FieldErrors errors)
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
        IReadOnlyDictionary<string, string> metadata = ReadMetadata(reader, errors);
        var callback = ReadCallback(reader);
        var maxOutput = reader.Integer(MaxOutput, 1, MostOutputTokens);
        ComputeTarget? target = reader.Enum<ComputeTarget>(Target);
        var model = reader.Text(Model, LongestModel);
        if (errors.Count > before || type is null || input is null)
            return null;
        return new TaskSubmission
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
            Account = account,
        };
    }

    private static string? ReadCallback(FieldReader reader)
    {
        if (reader.Text(Callback, LongestUrl) is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https" && url.Host.Length > 0)
            return text;
        reader.Fail(Callback, "must be an absolute http or https URL");
        return null;
    }

    private static IReadOnlyDictionary<string, string> ReadMetadata(FieldReader reader, FieldErrors errors)
    {
        if (!reader.Has(Metadata))
            return NoMetadata;
        JsonElement value = reader.Value(Metadata);
        if (value.ValueKind != JsonValueKind.Object)
        {
            reader.Fail(Metadata, $"must be an object of texts, not {JsonText.Describe(value)}");
            return NoMetadata;
        }
        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        var bytes = 0;
        var count = 0;
        foreach (JsonProperty property in value.EnumerateObject())
        {
            if (++count > MostMetadata)
                break;
            if (!JsonText.TryName(property, out var name))
                reader.Fail(Metadata, "has a key that is not valid Unicode");
            else if (property.Value.ValueKind != JsonValueKind.String)
                errors.Add($"{reader.Path(Metadata)}.{FieldText.Shorten(name)}", $"must be a text, not {JsonText.Describe(property.Value)}");
            else if (!JsonText.TryRead(property.Value, out var text) || text.Contains('\0') || name.Contains('\0'))
                errors.Add($"{reader.Path(Metadata)}.{FieldText.Shorten(name)}", "must be valid Unicode without the character U+0000");
            else if (!entries.TryAdd(name, text))
                errors.Add($"{reader.Path(Metadata)}.{FieldText.Shorten(name)}", "is given more than once");
            else
                bytes += Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(text);
        }
        if (count > MostMetadata)
            reader.Fail(Metadata, $"has more than {MostMetadata} entries");
        if (bytes > MetadataBytes)
            reader.Fail(Metadata, $"has {bytes} bytes of keys and values, allowed are {MetadataBytes}");
        return entries;
    }
}
