namespace Orchestrator.Routing;

/// <summary>What has been learned of one engine on one silo: its speed, the length of its answers, how often it fails.</summary>
internal sealed class PlaceModel
{
    private const double FailureMemory = 50.0;
    private readonly TargetPrior _prior;
    private readonly SpeedFactor _alone = new();
    private readonly SpeedFactor _shared = new();
    private readonly RunningMean[] _outputTokens;
    private readonly RunningMean[] _squaredLogError;

    public PlaceModel(TargetPrior prior)
    {
        _prior = prior;
        _outputTokens = [.. prior.OutputTokens.Select(tokens => new RunningMean(tokens, 5.0, 200.0))];
        _squaredLogError = [.. prior.OutputTokens.Select(_ => new RunningMean(0.25, 10.0, 100.0))];
        FailureRate = prior.FailureRate;
    }

    /// <summary>Share of attempts that failed lately, 0 to 1.</summary>
    public double FailureRate { get; private set; }

    /// <summary>Mean tokens of an answer to a task of this type.</summary>
    public double OutputTokens(TaskType type) => _outputTokens[(int)type].Value;

    /// <summary>Expected service time, seconds.</summary>
    /// <param name="type">The task's type.</param>
    /// <param name="inputTokens">Tokens of the prompt.</param>
    /// <param name="shared">True when it will start beside a busy neighbour.</param>
    public double ServiceSeconds(TaskType type, double inputTokens, bool shared) =>
        Nominal(type, inputTokens, OutputTokens(type), shared) * Factor(shared).Value;

    /// <summary>Standard deviation of the service time as a share of its expectation.</summary>
    public double Spread(TaskType type) => Math.Sqrt(_squaredLogError[(int)type].Value);

    /// <summary>Learns from an attempt that ended with an answer.</summary>
    public void Succeeded(TaskType type, double inputTokens, double? outputTokens, bool shared, double predictedSeconds, double actualSeconds)
    {
        FailureRate += (0.0 - FailureRate) / FailureMemory;
        Factor(shared).Observe(Nominal(type, inputTokens, outputTokens ?? OutputTokens(type), shared), actualSeconds);
        var error = Math.Clamp(Math.Log(Math.Max(1e-3, actualSeconds) / Math.Max(1e-3, predictedSeconds)), -2.0, 2.0);
        _squaredLogError[(int)type].Observe(error * error);
        if (outputTokens is { } tokens)
            _outputTokens[(int)type].Observe(tokens);
    }

    /// <summary>Learns from an attempt that failed.</summary>
    public void Failed() => FailureRate += (1.0 - FailureRate) / FailureMemory;

    private double Nominal(TaskType type, double inputTokens, double outputTokens, bool shared) =>
        _prior.ServiceTime.Seconds(type, inputTokens, outputTokens) * (shared ? _prior.ServiceTime.SharedFactor : 1.0);

    private SpeedFactor Factor(bool shared) => shared ? _shared : _alone;
}
