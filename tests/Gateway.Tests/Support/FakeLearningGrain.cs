namespace Orchestrator.Gateway.Tests;

/// <summary>A learning grain that answers samples and remembers what it was asked.</summary>
internal sealed class FakeLearningGrain : ILearningGrain
{
    private static readonly OutcomeMetrics Metrics = new(200, 0.08, 0.3, 0.02, 0.2, [new ReliabilityBin(0.9, 0.88, 150)]);
    private static readonly WeightVersion Own = new(0, ScoreWeights.Default, null, 0);
    private static readonly ReplayFigures Figures = new(new Dictionary<ComputeTarget, int> { [ComputeTarget.Cpu] = 3 }, 0.5m, 812.54, 0.75, 0.6);

    private FakeCluster _cluster = null!;

    public int Trainings { get; private set; }

    public string? PutFile { get; private set; }

    public ReplayRequest? Asked { get; private set; }

    public string? Refusal { get; set; }

    public IReadOnlyList<PolicyError> PolicyErrors { get; set; } = [];

    public FakeLearningGrain In(FakeCluster cluster)
    {
        _cluster = cluster;
        return this;
    }

    public Task<bool> Train() => _cluster.Call(() => ++Trainings == 1);

    public Task<TrainingStatus> GetTraining() => _cluster.Call(() => new TrainingStatus(
        Trainings > 0,
        new TrainingRun(Samples.Now, Samples.Later, 1500, 1000, "m2", Promoted: true, "Promoted.", Metrics, new ModelComparison(-0.002, -0.003, -0.001)),
        "m2"));

    public Task<ModelStatus> GetModels() => _cluster.Call(Models);

    public Task<ModelChange> PutModel(string file) => _cluster.Call(() =>
    {
        PutFile = file;
        return new ModelChange(Refusal, Models());
    });

    public Task<ModelChange> RollBackModel() => _cluster.Call(() => new ModelChange(Refusal, Models()));

    public Task<WeightStatus> GetWeights() => _cluster.Call(Weights);

    public Task<WeightStatus> ImproveWeights() => _cluster.Call(Weights);

    public Task<WeightStatus> RevertWeights() => _cluster.Call(Weights);

    public Task<ReplayAnswer> Replay(ReplayRequest request) => _cluster.Call(() =>
    {
        Asked = request;
        return PolicyErrors.Count > 0
            ? new ReplayAnswer("", RoutingStage.Rule, false, null, PolicyErrors)
            : new ReplayAnswer("v8", request.Stage ?? RoutingStage.Rule, false, new ReplayReport(
                3, 1, 0.5, Figures, Figures, Figures, new OffPolicyEstimate(3, 2.5, new IntervalEstimate(0.6, 0.5, 0.7), new IntervalEstimate(0.61, 0.5, 0.72)), 0), []);
    });

    public Task Tick() => Task.CompletedTask;

    private static ModelStatus Models() => new([new ModelInfo("m2", Samples.Now, [ComputeTarget.Cpu], ReadsText: true, Metrics)], null);

    private static WeightStatus Weights() => new(new WeightVersion(1, new ScoreWeights(0.32, 0.28, 0.2, 0.2), Samples.Now, 500), [Own], Samples.Later, "Version 1.");
}
