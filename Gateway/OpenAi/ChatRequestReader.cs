using System.Text.Json;

namespace Orchestrator.Gateway;

/// <summary>A chat completion that was asked for.</summary>
/// <param name="Task">The task it is.</param>
/// <param name="Stream">True for events as tokens come.</param>
/// <param name="IncludeUsage">True for a last event with the usage.</param>
internal sealed record ChatRequest(TaskSubmission Task, bool Stream, bool IncludeUsage);

/// <summary>Reads a chat completion request.</summary>
internal static class ChatRequestReader
{
    public const string AnyModel = "auto";

    private const int Model = 0, Messages = 1, Stream = 2, StreamOptions = 3, Temperature = 4, TopP = 5, Seed = 6, MaxTokens = 7, MaxCompletionTokens = 8, Stop = 9,
        Format = 10, Tools = 11, ToolChoice = 12, Choices = 13, LogProbs = 14, Modalities = 15, Metadata = 16;

    private const int LongestModel = 200, LongestInput = 50_000, MostTokens = 32_768;

    private static readonly FieldNames Fields = new(
        "a chat completion",
        "model", "messages", "stream", "stream_options", "temperature", "top_p", "seed", "max_tokens", "max_completion_tokens", "stop",
        "response_format", "tools", "tool_choice", "n", "logprobs", "modalities", "metadata",
        // Taken and not used: they steer sampling, billing or caching in ways that no engine here has.
        "user", "store", "frequency_penalty", "presence_penalty", "logit_bias", "top_logprobs", "service_tier", "parallel_tool_calls",
        "reasoning_effort", "verbosity", "safety_identifier", "prompt_cache_key", "prompt_cache_retention");

    private static readonly FieldNames StreamFields = new("stream options", "include_usage", "include_obfuscation");

    /// <summary>The request; null when anything is wrong, which is then among the errors.</summary>
    public static ChatRequest? Read(JsonElement element, string account, FieldErrors errors)
    {
        if (Fields.Sort(element, "", errors) is not { } values || !AreSound(values, errors))
            return null;
        var reader = new FieldReader(values, Fields, "", errors);
        reader.Require(Model, $"a model's name or '{AnyModel}'");
        reader.Require(Messages, "the conversation");
        var model = reader.Text(Model, LongestModel);
        IReadOnlyList<ChatTurn> turns = reader.Has(Messages) ? ChatMessageReader.Read(reader.Value(Messages), errors) : [];
        var text = string.Join('\n', turns.Select(turn => turn.Content));
        if (text.Length > LongestInput)
            reader.Fail(Messages, $"have {text.Length} characters together, allowed are {LongestInput}");
        else if (turns.Count > 0 && string.IsNullOrWhiteSpace(text))
            reader.Fail(Messages, "are blank");
        RefuseWhatIsNotDone(reader);
        GenerationOptions options = ReadOptions(reader, errors);
        var maxTokens = reader.Integer(MaxTokens, 1, MostTokens);
        var task = new TaskSubmission
        {
            Type = TaskType.Chat,
            InputText = text,
            Account = account,
            Model = model is null or AnyModel ? null : model,
            Messages = turns,
            Options = options,
            MaxOutputTokens = reader.Integer(MaxCompletionTokens, 1, MostTokens) ?? maxTokens,
            Metadata = MetadataReader.Read(reader, Metadata, errors),
        };
        var stream = reader.Bool(Stream) ?? false;
        var usage = ReadIncludeUsage(reader, errors);
        return errors.Any ? null : new ChatRequest(task, stream, usage);
    }

    private static GenerationOptions ReadOptions(FieldReader reader, FieldErrors errors)
    {
        var (tools, choice) = ToolReader.ReadTools(reader, Tools, ToolChoice, errors);
        return new GenerationOptions
        {
            Temperature = reader.Number(Temperature, 0, 2),
            TopP = reader.Number(TopP, 0, 1),
            Seed = ReadSeed(reader),
            Stop = ReadStop(reader),
            ResponseFormatJson = ReadFormat(reader),
            ToolsJson = tools,
            ToolChoiceJson = choice,
        };
    }

    /// <summary>Values of free shape are looked into by name, which half a surrogate pair in any name would break.</summary>
    private static bool AreSound(JsonElement[] values, FieldErrors errors)
    {
        int[] broken = [.. ((int[])[Messages, Format, Tools, ToolChoice, Modalities]).Where(index => !JsonText.IsSound(values[index]))];
        foreach (var index in broken)
            errors.Add(Fields.Names[index], "must be valid Unicode in every name and text");
        return broken.Length == 0;
    }

    private static bool ReadIncludeUsage(FieldReader reader, FieldErrors errors)
    {
        if (!reader.Has(StreamOptions) || StreamFields.Sort(reader.Value(StreamOptions), "stream_options.", errors) is not { } values)
            return false;
        return new FieldReader(values, StreamFields, "stream_options.", errors).Bool(0) ?? false;
    }

    private static long? ReadSeed(FieldReader reader)
    {
        if (!reader.Has(Seed))
            return null;
        if (reader.Value(Seed) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var seed))
            return seed;
        reader.Fail(Seed, $"must be a whole number, not {JsonText.Describe(reader.Value(Seed))}");
        return null;
    }

    private static List<string> ReadStop(FieldReader reader)
    {
        if (!reader.Has(Stop))
            return [];
        JsonElement value = reader.Value(Stop);
        JsonElement[] items = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];
        List<string> texts = [];
        foreach (JsonElement item in items)
        {
            if (item.ValueKind == JsonValueKind.String && JsonText.TryRead(item, out var text) && text.Length is > 0 and <= 256)
                texts.Add(text);
        }
        if (texts.Count == items.Length && texts.Count <= 4)
            return texts;
        reader.Fail(Stop, "must be a text or a list of up to 4, each of 1 to 256 characters");
        return [];
    }

    private static string? ReadFormat(FieldReader reader)
    {
        if (!reader.Has(Format))
            return null;
        JsonElement value = reader.Value(Format);
        var type = value.ValueKind == JsonValueKind.Object && value.TryGetProperty("type", out JsonElement name) && name.ValueKind == JsonValueKind.String
            ? name.GetString()
            : null;
        if (type is not ("text" or "json_object" or "json_schema"))
            reader.Fail(Format, "must be an object whose type is text, json_object or json_schema");
        else if (type == "json_schema" && !HasSchema(value))
            reader.Fail(Format, "needs json_schema: an object with a name and a schema that is an object");
        return type == "text" ? null : value.GetRawText();
    }

    private static bool HasSchema(JsonElement format) =>
        format.TryGetProperty("json_schema", out JsonElement named) && named.ValueKind == JsonValueKind.Object
        && named.TryGetProperty("name", out JsonElement name) && name.ValueKind == JsonValueKind.String
        && named.TryGetProperty("schema", out JsonElement schema) && schema.ValueKind == JsonValueKind.Object;

    /// <summary>What would change the shape of the answer is refused rather than forgotten.</summary>
    private static void RefuseWhatIsNotDone(FieldReader reader)
    {
        if (reader.Has(Choices) && !(reader.Value(Choices) is { ValueKind: JsonValueKind.Number } count && count.TryGetInt32(out var n) && n == 1))
            reader.Fail(Choices, "must be 1: one task gives one answer");
        if (reader.Bool(LogProbs) is true)
            reader.Fail(LogProbs, "must be false: engines here give no probabilities");
        if (reader.Has(Modalities) && reader.Value(Modalities).GetRawText().Replace(" ", "", StringComparison.Ordinal) != "[\"text\"]")
            reader.Fail(Modalities, "must be [\"text\"]");
    }
}
