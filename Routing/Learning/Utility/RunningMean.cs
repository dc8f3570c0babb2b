namespace Orchestrator.Routing;

/// <summary>
/// A mean that starts from a prior and forgets: exact while few values came, exponentially weighted after. One value moves it by at most a fixed share, so that a
/// single absurd measurement does no harm.
/// </summary>
/// <param name="prior">Where it starts.</param>
/// <param name="priorWeight">How many observations the prior counts for.</param>
/// <param name="memory">Over how many observations it averages in the long run.</param>
internal sealed class RunningMean(double prior, double priorWeight, double memory)
{
    private double _weight = priorWeight;

    public double Value { get; private set; } = prior;

    public void Observe(double value)
    {
        _weight = Math.Min(_weight + 1.0, memory);
        Value += (value - Value) / _weight;
    }
}
