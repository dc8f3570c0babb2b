namespace Orchestrator.Routing;

/// <summary>What was learned of one target.</summary>
/// <param name="Target">The target.</param>
/// <param name="Model">The model it served then; a forecast for another one is not trusted.</param>
/// <param name="Rows">Outcomes it was trained on.</param>
/// <param name="Success">Raw score of an answer inside the SLA.</param>
/// <param name="Calibration">From that score to a probability.</param>
/// <param name="LogService">Natural logarithm of actual over forecast service time.</param>
public sealed record TargetModel(ComputeTarget Target, string Model, int Rows, TreeEnsemble Success, CalibrationCurve Calibration, TreeEnsemble LogService);

/// <summary>The range of a feature where the model was trained.</summary>
public readonly record struct FeatureRange(float Min, float Max)
{
    /// <summary>True inside the range widened by a tenth of its length.</summary>
    public bool Covers(float value)
    {
        var margin = 0.1f * Math.Max(Max - Min, 1e-3f);
        return value >= Min - margin && value <= Max + margin;
    }
}

/// <summary>A trained outcome model: trees for each target, and where they may be trusted. Immutable.</summary>
/// <param name="Version">Name of this model.</param>
/// <param name="TrainedAt">When it was trained.</param>
/// <param name="Ranges">Range of each of <see cref="OutcomeFeatures"/> in the training rows.</param>
/// <param name="Targets">One entry for each target that had enough outcomes.</param>
/// <param name="Metrics">How it did on rows it had not seen.</param>
public sealed record OutcomeModel(
    string Version,
    DateTimeOffset TrainedAt,
    IReadOnlyList<FeatureRange> Ranges,
    IReadOnlyList<TargetModel> Targets,
    OutcomeMetrics Metrics)
{
    private readonly TargetModel?[] _byTarget = [.. TargetSet.All.Select(target => Targets.FirstOrDefault(model => model.Target == target))];

    /// <summary>What the words of a prompt let expect; null when it was not trained on any.</summary>
    public TextGain? Text { get; init; }

    /// <summary>What was learned of a target; null when it had too few outcomes.</summary>
    public TargetModel? this[ComputeTarget target] => _byTarget[(int)target];
}

/// <summary>How a model did on rows it had not seen.</summary>
/// <param name="Rows">How many rows.</param>
/// <param name="Brier">Mean squared error of the probability of success in time, 0 to 1; lower is better.</param>
/// <param name="LogLoss">Mean negative log likelihood of what happened, in nats.</param>
/// <param name="CalibrationError">Expected calibration error: mean distance between predicted and observed share over ten bins, 0 to 1.</param>
/// <param name="ServiceError">Mean absolute error of the service time as a share of it.</param>
/// <param name="Reliability">The reliability curve, ten bins of predicted probability.</param>
public sealed record OutcomeMetrics(int Rows, double Brier, double LogLoss, double CalibrationError, double ServiceError, IReadOnlyList<ReliabilityBin> Reliability);

/// <summary>One bin of a reliability curve.</summary>
/// <param name="Predicted">Mean predicted probability.</param>
/// <param name="Observed">Share that did succeed.</param>
/// <param name="Rows">How many rows.</param>
public readonly record struct ReliabilityBin(double Predicted, double Observed, int Rows);
