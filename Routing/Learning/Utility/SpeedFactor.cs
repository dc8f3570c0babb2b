namespace Orchestrator.Routing;

/// <summary>
/// How much slower an engine is than its prior says, learned from the ratio of actual to predicted service times in the logarithm, with the spread of that ratio.
/// When several ratios in a row fall far outside that spread on the same side, the engine has changed: it then follows fast until it has caught up.
/// </summary>
internal sealed class SpeedFactor
{
    private const double SlowStep = 0.03;
    private const double FastStep = 0.35;
    private const double MaxLog = 4.0;
    private const int RunThatMeansChange = 3;
    private double _log;
    private double _variance = 0.16;
    private int _outliers;

    /// <summary>Multiply a prediction of the prior by this.</summary>
    public double Value => Math.Exp(_log);

    /// <summary>Standard deviation of the logarithm of actual over predicted.</summary>
    public double LogDeviation => Math.Sqrt(_variance);

    /// <summary>The logarithm of the factor and its variance, to be taken up again by <see cref="Restore"/>.</summary>
    public SpeedState State => new(_log, _variance);

    public void Restore(SpeedState state) => (_log, _variance) = (Math.Clamp(state.Log, -MaxLog, MaxLog), state.Variance);

    /// <param name="predicted">Service time as the prior (without this factor) gave it for this task's real token counts where known, seconds.</param>
    /// <param name="actual">Measured service time, seconds.</param>
    public void Observe(double predicted, double actual)
    {
        var error = Math.Clamp(Math.Log(Math.Max(1e-3, actual) / Math.Max(1e-3, predicted)) - _log, -MaxLog, MaxLog);
        var changing = Math.Abs(_outliers) >= RunThatMeansChange;
        var outside = Math.Abs(error) > (changing ? 0.5 : 2.0) * Math.Max(0.2, LogDeviation);
        _outliers = !outside ? 0 : Math.Sign(error) == Math.Sign(_outliers) ? _outliers + Math.Sign(error) : Math.Sign(error);
        var step = Math.Abs(_outliers) >= RunThatMeansChange ? FastStep : SlowStep;
        _log = Math.Clamp(_log + (step * error), -MaxLog, MaxLog);
        if (!outside)
            _variance += SlowStep * ((error * error) - _variance);
    }
}

/// <summary>A speed factor at rest.</summary>
/// <param name="Log">Natural logarithm of the factor.</param>
/// <param name="Variance">Variance of the logarithm of actual over predicted.</param>
public readonly record struct SpeedState(double Log, double Variance);
