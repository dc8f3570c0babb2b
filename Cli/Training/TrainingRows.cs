using System.Text.Json;
using Orchestrator.Cli.Bench;
using Orchestrator.Routing;

namespace Orchestrator.Cli.Training;

/// <summary>Reads finished attempts, one JSON object a line.</summary>
internal static class TrainingRows
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectRequiredConstructorParameters = true,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter<ComputeTarget>(JsonNamingPolicy.SnakeCaseUpper, allowIntegerValues: false) },
    };

    /// <exception cref="InvalidDataException">A line is not a finished attempt; the message names the line.</exception>
    public static IReadOnlyList<TrainingRow> Read(string path)
    {
        List<TrainingRow> rows = [];
        using var reader = CsvTable.OpenText(path);
        for (var line = 1; reader.ReadLine() is { } text; line++)
        {
            rows.Add(Parse(text) is { } row && row.Features.Length == OutcomeFeatures.Count && row.Features.All(float.IsFinite)
                ? row
                : throw new InvalidDataException($"{path}, line {line}: not a finished attempt with {OutcomeFeatures.Count} finite features"));
        }

        return rows;
    }

    private static TrainingRow? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<TrainingRow>(line, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
