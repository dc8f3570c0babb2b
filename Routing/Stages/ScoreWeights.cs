namespace Orchestrator.Routing;

/// <summary>Weights of the scored stage; all at least 0, their sum 1. The default is the formula this project started from.</summary>
/// <param name="Cost">Of the task's cost, relative to the dearest candidate.</param>
/// <param name="Availability">Of how busy the engine is.</param>
/// <param name="Failure">Of one minus the success rate.</param>
/// <param name="Latency">Of the predicted latency against the SLA.</param>
public readonly record struct ScoreWeights(double Cost, double Availability, double Failure, double Latency)
{
    /// <summary>0.3 · cost + 0.3 · availability + 0.2 · failure + 0.2 · latency.</summary>
    public static ScoreWeights Default { get; } = new(0.3, 0.3, 0.2, 0.2);

    /// <summary>The same proportions with a sum of 1; the default when all are zero.</summary>
    public ScoreWeights Normalized()
    {
        var sum = Cost + Availability + Failure + Latency;
        return sum > 0 ? new(Cost / sum, Availability / sum, Failure / sum, Latency / sum) : Default;
    }
}
