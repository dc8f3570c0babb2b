namespace Orchestrator.Dashboard;

/// <summary>What was learned from the log.</summary>
/// <param name="Training">The last training and the model in use.</param>
/// <param name="Weights">The scored stage's weights.</param>
public sealed record Learned(TrainingStatus Training, WeightStatus Weights);
