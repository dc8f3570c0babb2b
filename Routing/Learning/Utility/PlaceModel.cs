namespace Orchestrator.Routing;

/// <summary>What has been learned of one engine on one silo: its speed, the length of its answers, how often it fails.</summary>
internal sealed class PlaceModel
{
    /// <summary>How much slower a task is expected to be that starts beside a busy neighbour, before that was measured.</summary>
    private const double SharedPrior = 1.5;
    private const double FailureMemory = 50.0;
    private const double PriorVariance = 0.25;
    private const double OutputMemory = 200.0;

    private readonly ServicePrior _prior;
    private readonly SpeedFactor _alone = new();
    private readonly SpeedFactor _shared = new();
    private readonly RunningMean?[] _outputTokens = new RunningMean?[TypeCount];
    private readonly RunningMean[] _variance = [.. Enumerable.Range(0, TypeCount).Select(_ => new RunningMean(PriorVariance, 10.0, 100.0))];
    private readonly int[] _successes = new int[TypeCount];

    public PlaceModel(ServicePrior prior)
    {
        _prior = prior;
        FailureRate = 1.0 - prior.SuccessRate;
    }

    private static int TypeCount { get; } = Enum.GetValues<TaskType>().Length;

    /// <summary>Share of attempts that failed lately, 0 to 1.</summary>
    public double FailureRate { get; private set; }

    /// <summary>Answers seen to tasks of a type.</summary>
    public int Successes(TaskType type) => _successes[(int)type];

    /// <summary>Expected service time, seconds.</summary>
    /// <param name="type">The task's type.</param>
    /// <param name="inputTokens">Tokens of the prompt.</param>
    /// <param name="typicalOutput">Tokens of an answer as the analysis expects it, used until answers were seen.</param>
    /// <param name="shared">True when it will start beside a busy neighbour.</param>
    public double ServiceSeconds(TaskType type, double inputTokens, double typicalOutput, bool shared) =>
        Nominal(type, inputTokens, _outputTokens[(int)type]?.Value ?? typicalOutput, shared) * Factor(shared).Value;

    /// <summary>Standard deviation of the service time as a share of its expectation.</summary>
    public double Spread(TaskType type) => Math.Sqrt(_variance[(int)type].Value);

    /// <summary>Learns from an attempt that ended with an answer.</summary>
    /// <param name="type">The task's type.</param>
    /// <param name="inputTokens">Tokens of the prompt as counted, or as estimated.</param>
    /// <param name="outputTokens">Tokens of the answer as counted; null when the engine did not say, which teaches nothing of the speed.</param>
    /// <param name="shared">True when it started beside a busy neighbour.</param>
    /// <param name="predictedSeconds">Service time as it was predicted.</param>
    /// <param name="actualSeconds">Service time as it was.</param>
    public void Succeeded(TaskType type, double inputTokens, double? outputTokens, bool shared, double predictedSeconds, double actualSeconds)
    {
        FailureRate -= FailureRate / FailureMemory;
        _successes[(int)type]++;
        var error = Math.Clamp(Math.Log(Math.Max(1e-3, actualSeconds) / Math.Max(1e-3, predictedSeconds)), -2.0, 2.0);
        _variance[(int)type].Observe(error * error);
        if (outputTokens is not { } tokens)
            return;

        Factor(shared).Observe(Nominal(type, inputTokens, tokens, shared), actualSeconds);
        (_outputTokens[(int)type] ??= new RunningMean(tokens, 0.0, OutputMemory)).Observe(tokens);
    }

    /// <summary>Everything it has learned.</summary>
    public PlaceState Save() => new(
        FailureRate, _alone.State, _shared.State, [.. _outputTokens.Select(mean => mean?.State)], [.. _variance.Select(mean => mean.State)], [.. _successes]);

    /// <summary>Takes up what was learned before.</summary>
    public void Restore(PlaceState state)
    {
        FailureRate = state.FailureRate;
        _alone.Restore(state.Alone);
        _shared.Restore(state.Shared);
        for (var type = 0; type < TypeCount; type++)
        {
            if (state.OutputTokens[type] is { } tokens)
                (_outputTokens[type] = new RunningMean(tokens.Value, 0.0, OutputMemory)).Restore(tokens);

            _variance[type].Restore(state.Variance[type]);
            _successes[type] = state.Successes[type];
        }
    }

    /// <summary>Learns from an attempt that failed.</summary>
    public void Failed() => FailureRate += (1.0 - FailureRate) / FailureMemory;

    private double Nominal(TaskType type, double inputTokens, double outputTokens, bool shared)
    {
        var prefill = _prior.PrefillTokensPerSecond * (type == TaskType.Embedding ? _prior.EmbeddingSpeedup : 1.0);
        return ((_prior.OverheadMs / 1000.0) + (inputTokens / prefill) + (outputTokens / _prior.DecodeTokensPerSecond)) * (shared ? SharedPrior : 1.0);
    }

    private SpeedFactor Factor(bool shared) => shared ? _shared : _alone;
}
