using System.Text.Json;

namespace Orchestrator.Gateway;

/// <summary>Embeddings that were asked for.</summary>
/// <param name="Tasks">One task a text.</param>
/// <param name="AsBase64">How to write the vectors.</param>
/// <param name="Dimensions">Length of the vectors wanted; null for the model's own.</param>
internal sealed record EmbeddingOrder(IReadOnlyList<TaskSubmission> Tasks, bool AsBase64, int? Dimensions);

/// <summary>Reads an embedding request.</summary>
internal static class EmbeddingRequestReader
{
    private const int Model = 0, Input = 1, Format = 2, Dimensions = 3;
    private const int MostTexts = 2048, LongestInput = 50_000, LongestModel = 200, MostDimensions = 65_536;
    private static readonly FieldNames Fields = new("an embedding request", "model", "input", "encoding_format", "dimensions", "user");

    /// <summary>The order; null when anything is wrong, which is then among the errors.</summary>
    public static EmbeddingOrder? Read(JsonElement element, string account, FieldErrors errors)
    {
        if (Fields.Sort(element, "", errors) is not { } values)
            return null;
        var reader = new FieldReader(values, Fields, "", errors);
        reader.Require(Model, $"a model's name or '{ChatRequestReader.AnyModel}'");
        reader.Require(Input, "a text or a list of texts");
        var model = reader.Text(Model, LongestModel);
        var format = reader.Text(Format, LongestModel) ?? "float";
        if (format is not ("float" or "base64"))
            reader.Fail(Format, $"'{FieldText.Shorten(format)}' is not one of float, base64");
        var dimensions = reader.Integer(Dimensions, 1, MostDimensions);
        List<string> texts = reader.Has(Input) ? ReadTexts(reader, errors) : [];
        return errors.Any ? null : new EmbeddingOrder([.. texts.Select(Task)], format == "base64", dimensions);

        TaskSubmission Task(string text) => new()
        {
            Type = TaskType.Embedding,
            InputText = text,
            Account = account,
            Model = model is ChatRequestReader.AnyModel ? null : model,
            Options = dimensions is null ? null : new GenerationOptions { Dimensions = dimensions },
        };
    }

    private static List<string> ReadTexts(FieldReader reader, FieldErrors errors)
    {
        List<string> texts = [];
        JsonElement input = reader.Value(Input);
        if (input.ValueKind != JsonValueKind.Array)
        {
            if (reader.Text(Input, LongestInput) is { } single)
                texts.Add(single);
            return texts;
        }
        if (input.GetArrayLength() is 0 or > MostTexts)
        {
            reader.Fail(Input, $"must have 1 to {MostTexts} texts, not {input.GetArrayLength()}");
            return texts;
        }
        var index = 0;
        foreach (JsonElement item in input.EnumerateArray())
        {
            var path = $"{reader.Path(Input)}[{index++}]";
            if (item.ValueKind != JsonValueKind.String || !JsonText.TryRead(item, out var text))
                errors.Add(path, "must be a text; token numbers belong to one model's tokenizer and are not understood here");
            else if (text.Length > LongestInput || string.IsNullOrWhiteSpace(text) || text.Contains('\0'))
                errors.Add(path, $"must have 1 to {LongestInput} characters, not all of them blank, none of them U+0000");
            else
                texts.Add(text);
            if (errors.IsFull)
                break;
        }
        return texts;
    }
}
