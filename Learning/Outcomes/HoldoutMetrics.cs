using Orchestrator.Routing;

namespace Orchestrator.Learning;

/// <summary>Measures a model on rows it has not seen.</summary>
public static class HoldoutMetrics
{
    private const int Bins = 10;

    /// <summary>Metrics of a model; for targets it knows nothing of, the forecast stands.</summary>
    public static OutcomeMetrics Measure(OutcomeModel model, IReadOnlyList<TrainingRow> rows)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(rows);
        double[] probabilities = [.. rows.Select(row => Probability(model, row))];
        double[] service = [.. rows.Where(row => row.ServiceRatio is not null).Select(row => Math.Abs(1.0 - (Ratio(model, row) / row.ServiceRatio!.Value)))];
        var reliability = Reliability(probabilities, rows);
        return new OutcomeMetrics(
            rows.Count,
            SquaredErrors(probabilities, rows).DefaultIfEmpty(0.0).Average(),
            rows.Select((row, i) => -Math.Log(Math.Clamp(row.InTime ? probabilities[i] : 1.0 - probabilities[i], 1e-6, 1.0))).DefaultIfEmpty(0.0).Average(),
            reliability.Sum(bin => bin.Rows * Math.Abs(bin.Predicted - bin.Observed)) / Math.Max(1, rows.Count),
            service.DefaultIfEmpty(0.0).Average(),
            reliability);
    }

    /// <summary>Squared error of the probability of success, row by row; without a model, that of the forecast.</summary>
    internal static IEnumerable<double> SquaredErrors(OutcomeModel? model, IReadOnlyList<TrainingRow> rows) =>
        SquaredErrors([.. rows.Select(row => model is null ? row.ForecastInTime : Probability(model, row))], rows);

    private static IEnumerable<double> SquaredErrors(double[] probabilities, IReadOnlyList<TrainingRow> rows) =>
        rows.Select((row, i) => Math.Pow((row.InTime ? 1.0 : 0.0) - probabilities[i], 2.0));

    private static double Probability(OutcomeModel model, TrainingRow row) =>
        model[row.Target] is { } target ? target.Calibration.Of(target.Success.Predict(row.Features)) : row.ForecastInTime;

    private static double Ratio(OutcomeModel model, TrainingRow row) => model[row.Target] is { } target ? Math.Exp(target.LogService.Predict(row.Features)) : 1.0;

    private static ReliabilityBin[] Reliability(double[] probabilities, IReadOnlyList<TrainingRow> rows) =>
    [
        .. probabilities
            .Select((probability, i) => (probability, rows[i].InTime))
            .GroupBy(pair => Math.Min(Bins - 1, (int)(pair.probability * Bins)))
            .OrderBy(group => group.Key)
            .Select(group => new ReliabilityBin(group.Average(pair => pair.probability), group.Average(pair => pair.InTime ? 1.0 : 0.0), group.Count())),
    ];
}
