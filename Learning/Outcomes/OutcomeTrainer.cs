using System.Globalization;
using Orchestrator.Routing;

namespace Orchestrator.Learning;

/// <summary>What came of a training run.</summary>
/// <param name="Model">The new model; null when there were too few rows.</param>
/// <param name="Verdict">Whether it should replace the active one; null without a model.</param>
/// <param name="Detail">A sentence.</param>
public sealed record TrainingResult(OutcomeModel? Model, PromotionVerdict? Verdict, string Detail);

/// <summary>
/// Trains outcome models from finished attempts, in the order they came: the oldest six tenths fit the trees, the next two tenths the calibration,
/// the newest two tenths are the holdout. So a model is always judged on what came after what it knows.
/// </summary>
public static class OutcomeTrainer
{
    private const double TreesShare = 0.6;
    private const double CalibrationShare = 0.8;

    /// <param name="rows">Finished attempts, the oldest first.</param>
    /// <param name="active">The model in use, to compare with; null for none.</param>
    /// <param name="options">How to train.</param>
    /// <param name="version">Name of the new model.</param>
    /// <param name="now">The present.</param>
    public static TrainingResult Train(IReadOnlyList<TrainingRow> rows, OutcomeModel? active, TrainingOptions options, string version, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(options);
        if (rows.Count < options.MinRows)
            return new TrainingResult(null, null, $"{rows.Count} outcomes, {options.MinRows} are needed: the stage works from priors and what it measured itself.");

        var (trees, calibration) = ((int)(rows.Count * TreesShare), (int)(rows.Count * CalibrationShare));
        TrainingRow[] fit = [.. rows.Take(trees)];
        TrainingRow[] straighten = [.. rows.Skip(trees).Take(calibration - trees)];
        TrainingRow[] holdout = [.. rows.Skip(calibration)];
        TargetModel[] targets = [.. TargetSet.All.Select(target => TrainTarget(target, fit, straighten, options)).OfType<TargetModel>()];
        if (targets.Length == 0)
            return new TrainingResult(null, null, $"No target has the {options.MinTargetRows} outcomes it needs for trees of its own.");

        var unmeasured = new OutcomeModel(version, now, Ranges(fit), targets, new OutcomeMetrics(0, 0.0, 0.0, 0.0, 0.0, []));
        var model = unmeasured with { Metrics = HoldoutMetrics.Measure(unmeasured, holdout) };
        var verdict = Promotion.Judge(model, active, holdout, new Random(options.Seed));
        return new TrainingResult(model, verdict, string.Create(
            CultureInfo.InvariantCulture,
            $"Trained on {rows.Count} outcomes for {string.Join(", ", targets.Select(target => WireNames.Of(target.Target)))}; calibration error {model.Metrics.CalibrationError:0.000} on the newest {holdout.Length}. {verdict.Reason}"));
    }

    private static TargetModel? TrainTarget(ComputeTarget target, TrainingRow[] fit, TrainingRow[] straighten, TrainingOptions options)
    {
        TrainingRow[] mine = [.. fit.Where(row => row.Target == target)];
        TrainingRow[] later = [.. straighten.Where(row => row.Target == target)];
        if (mine.Length < options.MinTargetRows || later.Length < options.MinTargetRows / 4)
            return null;

        var lightGbm = new LightGbmTrees(options);
        var (success, _) = lightGbm.Train([.. mine.Select(row => row.Features)], [.. mine.Select(row => row.InTime ? 1f : 0f)], options.SuccessTrees);
        TrainingRow[] timed = [.. mine.Where(row => row.ServiceRatio > 0.0)];
        var (service, _) = lightGbm.Train(
            [.. timed.Select(row => row.Features)], [.. timed.Select(row => (float)Math.Log(Math.Clamp(row.ServiceRatio!.Value, 0.05, 20.0)))], options.ServiceTrees);
        var curve = IsotonicRegression.Fit([.. later.Select(row => success.Predict(row.Features))], [.. later.Select(row => row.InTime)]);
        return new TargetModel(target, mine[^1].Model, mine.Length, success, curve, service);
    }

    private static FeatureRange[] Ranges(TrainingRow[] rows) =>
        [.. Enumerable.Range(0, OutcomeFeatures.Count).Select(feature => new FeatureRange(rows.Min(row => row.Features[feature]), rows.Max(row => row.Features[feature])))];
}
