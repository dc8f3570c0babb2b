namespace Orchestrator.Grains.Interfaces;

/// <summary>One training run.</summary>
/// <param name="StartedAt">When it started.</param>
/// <param name="FinishedAt">When it ended; null while it runs.</param>
/// <param name="Rows">Finished attempts of the last 30 days that it could learn from.</param>
/// <param name="Needed">How many it takes.</param>
/// <param name="ModelVersion">The new model; null when none was made.</param>
/// <param name="Promoted">True when the new model was put in use.</param>
/// <param name="Detail">Why, or why not, in a sentence.</param>
/// <param name="Metrics">How the new model did on the newest fifth of the rows, which it had not seen.</param>
/// <param name="Comparison">The new model against the one in use, on the same rows.</param>
[GenerateSerializer, Immutable, Alias("TrainingRun")]
public sealed record TrainingRun(
    [property: Id(0)] DateTimeOffset StartedAt,
    [property: Id(1)] DateTimeOffset? FinishedAt,
    [property: Id(2)] int Rows,
    [property: Id(3)] int Needed,
    [property: Id(4)] string? ModelVersion,
    [property: Id(5)] bool Promoted,
    [property: Id(6)] string Detail,
    [property: Id(7)] OutcomeMetrics? Metrics,
    [property: Id(8)] ModelComparison? Comparison);

/// <summary>Brier score of a new model minus that of the one in use, on the same rows; below 0 the new one is better.</summary>
/// <param name="Difference">The difference.</param>
/// <param name="Low">Lower end of its 95 % interval.</param>
/// <param name="High">Upper end.</param>
[GenerateSerializer, Immutable, Alias("ModelComparison")]
public sealed record ModelComparison([property: Id(0)] double Difference, [property: Id(1)] double Low, [property: Id(2)] double High);

/// <summary>Training as it stands.</summary>
/// <param name="Running">True while a run is under way.</param>
/// <param name="Last">The run under way, else the last one; null when there was none.</param>
/// <param name="ActiveVersion">The model in use; null while there is none.</param>
[GenerateSerializer, Immutable, Alias("TrainingStatus")]
public sealed record TrainingStatus([property: Id(0)] bool Running, [property: Id(1)] TrainingRun? Last, [property: Id(2)] string? ActiveVersion);

/// <summary>A model that is kept.</summary>
/// <param name="Version">Its name.</param>
/// <param name="TrainedAt">When it was trained.</param>
/// <param name="Targets">Targets it has trees for.</param>
/// <param name="ReadsText">True when it judges prompts by their words too.</param>
/// <param name="Metrics">How it did on rows it had not seen.</param>
[GenerateSerializer, Immutable, Alias("ModelInfo")]
public sealed record ModelInfo(
    [property: Id(0)] string Version,
    [property: Id(1)] DateTimeOffset TrainedAt,
    [property: Id(2)] IReadOnlyList<ComputeTarget> Targets,
    [property: Id(3)] bool ReadsText,
    [property: Id(4)] OutcomeMetrics Metrics);

/// <summary>The models.</summary>
/// <param name="Models">At most ten, the one in use first.</param>
/// <param name="LastError">Why the last file was refused; null when it was not.</param>
[GenerateSerializer, Immutable, Alias("ModelStatus")]
public sealed record ModelStatus([property: Id(0)] IReadOnlyList<ModelInfo> Models, [property: Id(1)] string? LastError);

/// <summary>The answer to a change of the model in use.</summary>
/// <param name="Error">Why nothing was changed; null when something was.</param>
/// <param name="Status">The models now.</param>
[GenerateSerializer, Immutable, Alias("ModelChange")]
public sealed record ModelChange([property: Id(0)] string? Error, [property: Id(1)] ModelStatus Status);
