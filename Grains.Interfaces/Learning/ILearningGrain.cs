namespace Orchestrator.Grains.Interfaces;

/// <summary>Learns from the log, in the background and on one silo: outcome models, the scored stage's weights, and what other policies would have done. Key: 0.</summary>
[Alias("ILearningGrain")]
public interface ILearningGrain : IGrainWithIntegerKey
{
    /// <summary>Starts a training run over the logs of the last 30 days; false when one is under way.</summary>
    [Alias("Train")]
    Task<bool> Train();

    [Alias("GetTraining")]
    Task<TrainingStatus> GetTraining();

    [Alias("GetModels")]
    Task<ModelStatus> GetModels();

    /// <summary>Takes a model file and puts it in use for the whole cluster; a broken one is refused and the one in use stays.</summary>
    /// <param name="file">The file's text.</param>
    [Alias("PutModel")]
    Task<ModelChange> PutModel(string file);

    /// <summary>Goes back to the model before the one in use.</summary>
    [Alias("RollBackModel")]
    Task<ModelChange> RollBackModel();

    [Alias("GetWeights")]
    Task<WeightStatus> GetWeights();

    /// <summary>Lets the optimiser take a step now.</summary>
    [Alias("ImproveWeights")]
    Task<WeightStatus> ImproveWeights();

    /// <summary>Goes back to the weights before; without effect when the policy's own are in use.</summary>
    [Alias("RevertWeights")]
    Task<WeightStatus> RevertWeights();

    /// <summary>Takes logged decisions again with another policy or stage.</summary>
    [Alias("Replay"), ResponseTimeout("00:02:00")]
    Task<ReplayAnswer> Replay(ReplayRequest request);

    /// <summary>Does what is due by schedule.</summary>
    [Alias("Tick")]
    Task Tick();
}
