using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestrator.Routing;

/// <summary>A model file was refused.</summary>
public sealed class ModelFileException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>Writes and reads outcome models as JSON. A file is taken whole or not at all.</summary>
public static class OutcomeModelFile
{
    /// <summary>The format this code writes and the only one it reads.</summary>
    public const int Format = 1;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters =
        {
            new JsonStringEnumConverter<ComputeTarget>(JsonNamingPolicy.SnakeCaseUpper, allowIntegerValues: false),
            new JsonStringEnumConverter<TaskType>(JsonNamingPolicy.SnakeCaseUpper, allowIntegerValues: false),
        },
    };

    private sealed record Document(
        int Format, string Version, DateTimeOffset TrainedAt, string[] Features, FeatureRange[] Ranges, Target[] Targets, OutcomeMetrics Metrics, Words? Text = null);

    private sealed record Target(ComputeTarget Name, string Model, int Rows, Trees Success, Curve Calibration, Trees LogService);

    private sealed record Trees(int[] Roots, int[] Feature, float[] Threshold, int[] Left, int[] Right, float[] Mean, double[] Leaves);

    private sealed record Words(TaskType[] Types, double Bias, int[] Buckets, float[] Weights, double Length, double LengthMean, double LengthDeviation);

    private sealed record Curve(double[] Scores, double[] Probabilities);

    /// <summary>The model as JSON.</summary>
    public static string Write(OutcomeModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return JsonSerializer.Serialize(
            new Document(
                Format,
                model.Version,
                model.TrainedAt,
                [.. OutcomeFeatures.Names],
                [.. model.Ranges],
                [.. model.Targets.Select(target => new Target(
                    target.Target,
                    target.Model,
                    target.Rows,
                    From(target.Success),
                    new Curve([.. target.Calibration.Scores], [.. target.Calibration.Probabilities]),
                    From(target.LogService)))],
                model.Metrics,
                model.Text is { } text ? From(text) : null),
            Json);
    }

    /// <summary>Reads a model.</summary>
    /// <exception cref="ModelFileException">It is not JSON, not of this format, was trained on other features, or its trees are broken; the message says which.</exception>
    public static OutcomeModel Read(string text)
    {
        try
        {
            var document = JsonSerializer.Deserialize<Document>(text, Json) ?? throw new ModelFileException("The model file is empty.");
            Check(document);
            return new OutcomeModel(document.Version, document.TrainedAt, document.Ranges, [.. document.Targets.Select(To)], document.Metrics)
            {
                Text = document.Text is { } words ? To(words) : null,
            };
        }
        catch (JsonException error)
        {
            throw new ModelFileException($"The model file is not what it should be at line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1} ({error.Path}).", error);
        }
        catch (ArgumentException error)
        {
            throw new ModelFileException($"The model file is broken: {error.Message}.", error);
        }
    }

    private static void Check(Document document)
    {
        if (document.Format != Format)
            throw new ModelFileException($"The model file has format {document.Format}, this version reads format {Format}.");
        if (!document.Features.SequenceEqual(OutcomeFeatures.Names))
            throw new ModelFileException($"The model file was trained on other features: {string.Join(", ", document.Features.Except(OutcomeFeatures.Names).Concat(OutcomeFeatures.Names.Except(document.Features)))}.");
        if (document.Ranges.Length != document.Features.Length)
            throw new ModelFileException($"The model file has {document.Ranges.Length} ranges for {document.Features.Length} features.");
        if (document.Targets.GroupBy(target => target.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ModelFileException($"The model file has target {WireNames.Of(twice.Key)} more than once.");
    }

    private static Trees From(TreeEnsemble trees) => new(
        [.. trees.Roots],
        [.. trees.Nodes.Select(node => node.Feature)],
        [.. trees.Nodes.Select(node => node.Threshold)],
        [.. trees.Nodes.Select(node => node.Left)],
        [.. trees.Nodes.Select(node => node.Right)],
        [.. trees.Nodes.Select(node => node.Mean)],
        [.. trees.Leaves]);

    private static Words From(TextGain text)
    {
        int[] buckets = [.. Enumerable.Range(0, text.Head.Words.Count).Where(bucket => text.Head.Words[bucket] != 0f)];
        var head = text.Head;
        return new Words([.. text.Types], head.Bias, buckets, [.. buckets.Select(bucket => head.Words[bucket])], head.Length, head.LengthMean, head.LengthDeviation);
    }

    private static TextGain To(Words text)
    {
        if (text.Buckets.Length != text.Weights.Length || text.Buckets.Any(bucket => bucket is < 0 or >= PromptFeatures.Buckets))
            throw new ArgumentException("the words of its text head do not fit its weights");
        if (!(text.LengthDeviation > 0.0))
            throw new ArgumentException($"the length deviation of its text head is {Figures.Write(text.LengthDeviation)}, it must be above 0");

        var weights = new float[PromptFeatures.Buckets];
        for (var i = 0; i < text.Buckets.Length; i++)
            weights[text.Buckets[i]] = text.Weights[i];
        return new TextGain(text.Types, new TextQualityHead(text.Bias, weights, text.Length, text.LengthMean, text.LengthDeviation));
    }

    private static TargetModel To(Target target) => new(
        target.Name, target.Model, target.Rows, To(target.Success), new CalibrationCurve(target.Calibration.Scores, target.Calibration.Probabilities), To(target.LogService));

    private static TreeEnsemble To(Trees trees)
    {
        int[] lengths = [trees.Feature.Length, trees.Threshold.Length, trees.Left.Length, trees.Right.Length, trees.Mean.Length];
        if (lengths.Distinct().Count() > 1)
            throw new ArgumentException($"the columns of its nodes have {string.Join(", ", lengths)} entries");
        return new TreeEnsemble(
            trees.Roots,
            [.. trees.Feature.Select((feature, i) => new TreeNode(feature, trees.Threshold[i], trees.Left[i], trees.Right[i], trees.Mean[i]))],
            trees.Leaves,
            OutcomeFeatures.Count);
    }
}
