using System.Globalization;
using Orchestrator.Learning;
using Orchestrator.Routing;

namespace Orchestrator.Cli.Bench;

/// <summary>Prompts with the judged outcome of a stronger and a weaker model.</summary>
/// <param name="Name">Which prompts.</param>
/// <param name="Strong">The stronger model.</param>
/// <param name="Weak">The weaker model.</param>
/// <param name="Rows">Prompts as features.</param>
/// <param name="Gains">Quality of the stronger minus that of the weaker, -1 to 1.</param>
internal sealed record TextOutcomes(string Name, string Strong, string Weak, IReadOnlyList<TextRow> Rows, IReadOnlyList<double> Gains);

/// <summary>How well one way of ordering prompts recovers the strong model's quality.</summary>
/// <param name="Outcomes">Which prompts.</param>
/// <param name="Router">Which order.</param>
/// <param name="Prompts">How many prompts.</param>
/// <param name="Apgr">Average performance gap recovered, mean over the splits.</param>
/// <param name="Low">Lower end of its 95 % bootstrap interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Cpt50">Share of calls to the strong model that recovers half of the gap.</param>
/// <param name="Cpt80">The same for 80 %.</param>
internal sealed record TextResult(string Outcomes, string Router, int Prompts, double Apgr, double Low, double High, double Cpt50, double Cpt80);

/// <summary>Measures text-only routing between two models as RouteLLM does: every prompt is scored by a head that was trained without it.</summary>
internal static class TextBenchmark
{
    private const int Splits = 10;
    private const int Resamples = 1000;

    public static IEnumerable<TextResult> Run(TextOutcomes outcomes)
    {
        var random = new Random(1);
        double[][] shuffled = [.. Enumerable.Range(0, Splits).Select(_ => outcomes.Rows.Select(_ => random.NextDouble()).ToArray())];
        yield return Measure(outcomes, "random", shuffled);
        yield return Measure(outcomes, "prompt length", [[.. outcomes.Rows.Select(row => row.LogLength)]]);
        yield return Measure(outcomes, "hashed words and length", [.. Enumerable.Range(0, Splits).Select(split => OutOfFold(outcomes, split))]);
    }

    private static double[] OutOfFold(TextOutcomes outcomes, int split)
    {
        var random = new Random(split);
        bool[] first = [.. outcomes.Rows.Select(_ => random.Next(2) == 0)];
        TextQualityHead Train(bool fold)
        {
            int[] rows = [.. Enumerable.Range(0, first.Length).Where(index => first[index] == fold)];
            return TextHeadTrainer.Train([.. rows.Select(index => outcomes.Rows[index])], [.. rows.Select(index => outcomes.Gains[index])], new TextHeadOptions());
        }

        var (onFirst, onSecond) = (Train(true), Train(false));
        return [.. outcomes.Rows.Select((row, index) => (first[index] ? onSecond : onFirst).Score(row.Words, row.LogLength))];
    }

    private static TextResult Measure(TextOutcomes outcomes, string router, double[][] scores)
    {
        double Mean(Func<double[], double> measure) => scores.Average(measure);
        var (low, high) = Interval(outcomes.Gains, scores);
        return new TextResult(
            outcomes.Name,
            router,
            outcomes.Rows.Count,
            Mean(order => RoutingCurve.AveragePerformanceGapRecovered(order, outcomes.Gains)),
            low,
            high,
            Mean(order => RoutingCurve.CallPerformanceThreshold(order, outcomes.Gains, 0.5)),
            Mean(order => RoutingCurve.CallPerformanceThreshold(order, outcomes.Gains, 0.8)));
    }

    /// <summary>95 % percentile interval over resampled prompts; each resample looks at one of the splits.</summary>
    private static (double Low, double High) Interval(IReadOnlyList<double> gains, double[][] scores)
    {
        var random = new Random(7);
        var figures = new List<double>(Resamples);
        for (var resample = 0; resample < Resamples; resample++)
        {
            var order = scores[resample % scores.Length];
            int[] picked = [.. Enumerable.Range(0, gains.Count).Select(_ => random.Next(gains.Count))];
            double[] pickedGains = [.. picked.Select(index => gains[index])];
            // Without a gap between the models in a resample there is nothing to recover.
            if (pickedGains.Sum() > 0.0)
            {
                figures.Add(RoutingCurve.AveragePerformanceGapRecovered([.. picked.Select(index => order[index])], pickedGains));
            }
        }

        figures.Sort();
        return figures.Count == 0 ? (double.NaN, double.NaN) : (figures[(int)(figures.Count * 0.025)], figures[(int)(figures.Count * 0.975)]);
    }

    /// <summary>Reads judged outcomes from a CSV with <c>dataset</c>, <c>prompt</c> and one column a model; the data sets are told apart by the part before a slash.</summary>
    /// <param name="path">The file.</param>
    /// <param name="strong">Column of the stronger model; null for the model with the best mean.</param>
    /// <param name="weak">Column of the weaker model; null for the one with the worst mean.</param>
    public static IReadOnlyList<TextOutcomes> Read(string path, string? strong, string? weak)
    {
        var table = CsvTable.Read(path);
        var (dataset, prompt) = (table.Column("dataset"), table.Column("prompt"));
        int? contaminated = table.Header.Contains("contaminated") ? table.Column("contaminated") : null;
        string[][] rows = [.. table.Rows.Where(row => contaminated is not { } column || row[column] is "" or "0")];
        var models = OutcomeColumns(table, rows);
        var best = table.Column(strong ?? models.MaxBy(model => model.Mean).Column);
        var worst = table.Column(weak ?? models.MinBy(model => model.Mean).Column);
        return [.. rows.GroupBy(row => row[dataset].Split('/')[0]).Where(group => group.Count() >= 100).Select(group =>
        {
            var features = new PromptFeatures();
            return new TextOutcomes(
                $"{group.Key} ({table.Header[best]} against {table.Header[worst]})",
                table.Header[best],
                table.Header[worst],
                [.. group.Select(row => TextRow.From(features, row[prompt]))],
                [.. group.Select(row => Number(row[best]) - Number(row[worst]))]);
        }).Where(outcomes => outcomes.Gains.Sum() > 0.0)];
    }

    private static List<(string Column, double Mean)> OutcomeColumns(CsvTable table, string[][] rows)
    {
        List<(string, double)> models = [.. table.Header
            .Where(name => name.StartsWith("ok_", StringComparison.Ordinal) || name.StartsWith("win_", StringComparison.Ordinal) || name.StartsWith("score_", StringComparison.Ordinal))
            .Select(name => (name, rows.Average(row => Number(row[table.Column(name)]))))];
        return models.Count >= 2 ? models : throw new InvalidDataException($"{table.Path} has fewer than two columns ok_*, win_* or score_*");
    }

    private static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
