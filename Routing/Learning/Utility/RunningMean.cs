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

    /// <summary>Where it stands, to be taken up again by <see cref="Restore"/>.</summary>
    public MeanState State => new(Value, _weight);

    public void Restore(MeanState state) => (Value, _weight) = (state.Value, Math.Min(state.Weight, memory));

    public void Observe(double value)
    {
        _weight = Math.Min(_weight + 1.0, memory);
        Value += (value - Value) / _weight;
    }
}

/// <summary>A running mean at rest.</summary>
/// <param name="Value">The mean.</param>
/// <param name="Weight">How many observations it counts for.</param>
public readonly record struct MeanState(double Value, double Weight);
