namespace Orchestrator.Routing;

/// <summary>Sums of one cell, decayed to <paramref name="UpdatedAt"/>: what is persisted.</summary>
/// <param name="Attempts">Attempts that say something of the engine.</param>
/// <param name="Successes">Of these, the ones that ended well.</param>
/// <param name="Timed">Successes whose speed is known.</param>
/// <param name="SpeedFactors">Sum over these of measured over expected service time.</param>
/// <param name="Answers">Successes whose output length is known.</param>
/// <param name="OutputTokens">Sum of output tokens over these.</param>
/// <param name="ServiceMs">Sum of service times over the timed ones, milliseconds.</param>
/// <param name="Ratings">Users' ratings.</param>
/// <param name="RatingSum">Their sum, each 0 to 1.</param>
public readonly record struct OutcomeSums(
    double Attempts,
    double Successes,
    double Timed,
    double SpeedFactors,
    double Answers,
    double OutputTokens,
    double ServiceMs,
    double Ratings,
    double RatingSum,
    DateTimeOffset UpdatedAt)
{
    /// <summary>All sums but the time multiplied by <paramref name="factor"/>.</summary>
    public OutcomeSums Scaled(double factor) => this with
    {
        Attempts = Attempts * factor,
        Successes = Successes * factor,
        Timed = Timed * factor,
        SpeedFactors = SpeedFactors * factor,
        Answers = Answers * factor,
        OutputTokens = OutputTokens * factor,
        ServiceMs = ServiceMs * factor,
        Ratings = Ratings * factor,
        RatingSum = RatingSum * factor,
    };
}

/// <summary>Rolling sums with exponential decay by time and a bound on their weight.</summary>
internal sealed class OutcomeCell(StatisticsSettings settings)
{
    private const double SmallestSpeedFactor = 0.001;
    private const double LargestSpeedFactor = 20;

    private OutcomeSums _sums;
    private long _remainingAt = -1;
    private double _remaining;

    public OutcomeSums Sums
    {
        get => _sums;
        init => _sums = value;
    }

    public void Add(bool succeeded, double? speedFactor, int? outputTokens, double serviceMs, DateTimeOffset at)
    {
        Prepare(at);
        _sums = _sums with { Attempts = _sums.Attempts + 1, Successes = _sums.Successes + (succeeded ? 1 : 0) };
        if (succeeded && speedFactor is { } factor)
            _sums = _sums with
            {
                Timed = _sums.Timed + 1,
                SpeedFactors = _sums.SpeedFactors + Math.Clamp(factor, SmallestSpeedFactor, LargestSpeedFactor),
                ServiceMs = _sums.ServiceMs + serviceMs,
            };
        if (succeeded && outputTokens is { } tokens)
            _sums = _sums with { Answers = _sums.Answers + 1, OutputTokens = _sums.OutputTokens + tokens };
    }

    public void AddRating(double score, DateTimeOffset at)
    {
        Prepare(at);
        _sums = _sums with { Ratings = _sums.Ratings + 1, RatingSum = _sums.RatingSum + score };
    }

    /// <summary>How much of the sums' weight is left at <paramref name="now"/>, 0 to 1. Worked out once a second.</summary>
    public double Remaining(DateTimeOffset now)
    {
        var second = now.UtcTicks / TimeSpan.TicksPerSecond;
        if (second == _remainingAt)
            return _remaining;
        _remainingAt = second;
        return _remaining = Decay(now);
    }

    /// <summary>The mean of measured values and a prior that weighs as much as <paramref name="priorWeight"/> of them.</summary>
    public static double Blend(double sum, double weight, double prior, double priorWeight) => (sum + (prior * priorWeight)) / (weight + priorWeight);

    private double Decay(DateTimeOffset now)
    {
        var age = (now - _sums.UpdatedAt).Ticks;
        return age <= 0 ? 1 : Math.Pow(2, -(double)age / settings.HalfLife.Ticks);
    }

    private void Prepare(DateTimeOffset at)
    {
        var factor = Decay(at);
        _remainingAt = -1;
        var bound = (settings.MaximumSamples - 1) / Math.Max(settings.MaximumSamples - 1, _sums.Attempts * factor);
        _sums = _sums.Scaled(factor * bound) with { UpdatedAt = at > _sums.UpdatedAt ? at : _sums.UpdatedAt };
    }
}
