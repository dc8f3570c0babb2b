namespace Orchestrator.Routing;

/// <summary>Which tasks a candidate policy decides, and when it has shown that it must not go on.</summary>
public sealed class Canary
{
    private readonly double _share;
    private readonly SequentialComparison _success;
    private readonly SequentialComparison _latency;
    private readonly SequentialComparison _cost;

    /// <param name="share">Share of tasks the candidate decides, 0 to 1.</param>
    /// <param name="tolerance">How much worse it may be: in points of success, and as a share of mean latency and mean cost.</param>
    public Canary(double share, double tolerance = 0.02)
    {
        if (!(share is >= 0.0 and <= 1.0))
            throw new ArgumentOutOfRangeException(nameof(share), share, "0 to 1");
        _share = share;
        (_success, _latency, _cost) = (new SequentialComparison(tolerance), new SequentialComparison(tolerance), new SequentialComparison(tolerance));
    }

    /// <summary>Why the candidate must be rolled back; null while nothing speaks against it.</summary>
    public string? RollBackBecause { get; private set; }

    /// <summary>True when the candidate decides this task: always the same answer for the same task, whichever silo asks.</summary>
    public bool Covers(Guid task)
    {
        Span<byte> bytes = stackalloc byte[16];
        task.TryWriteBytes(bytes);
        var hash = 14695981039346656037ul;
        foreach (var part in bytes)
            hash = (hash ^ part) * 1099511628211ul;

        hash ^= hash >> 32;
        hash *= 0xd6e8feb86659fd93ul;
        hash ^= hash >> 32;
        return (hash >> 11) * (1.0 / (1ul << 53)) < _share;
    }

    /// <summary>Takes the end of a task, decided by the candidate or by the active policy.</summary>
    /// <param name="candidate">True when the candidate decided it.</param>
    /// <param name="succeeded">True when a whole answer came.</param>
    /// <param name="latencyOverSla">Latency as a share of the SLA; counted up to 3.</param>
    /// <param name="costOverReference">Cost in units of a mean cloud task; counted up to 10.</param>
    public void Observe(bool candidate, bool succeeded, double latencyOverSla, double costOverReference)
    {
        _success.Observe(candidate, succeeded ? 0.0 : 1.0);
        _latency.Observe(candidate, Math.Clamp(latencyOverSla, 0.0, 3.0));
        _cost.Observe(candidate, Math.Clamp(costOverReference, 0.0, 10.0));
        RollBackBecause ??= _success.IsWorse ? Reason("fails more often", _success)
            : _latency.IsWorse ? Reason("takes longer", _latency)
            : _cost.IsWorse ? Reason("costs more", _cost)
            : null;
    }

    private static string Reason(string what, SequentialComparison test) =>
        $"The candidate {what}: {Figures.Write(test.CandidateMean)} against {Figures.Write(test.ActiveMean)}, after {test.Observations} of its tasks.";
}

/// <summary>
/// Tells while the data come in whether one mean is above another. The bound holds at every moment at once, so that looking all the time does not raise the chance of a
/// false alarm above one in twenty: a normal-mixture confidence sequence (Robbins 1970) on the difference of the means.
/// </summary>
internal sealed class SequentialComparison(double tolerance)
{
    private const double Alpha = 0.05;

    /// <summary>Observations at which the bound is tightest.</summary>
    private const double Horizon = 200.0;
    private const int LeastObservations = 30;
    private readonly Moments _candidate = new();
    private readonly Moments _active = new();

    public double CandidateMean => _candidate.Mean;

    public double ActiveMean => _active.Mean;

    public int Observations => _candidate.Count;

    /// <summary>True when the candidate's mean is above the active one's by more than the tolerance, beyond doubt.</summary>
    public bool IsWorse
    {
        get
        {
            if (_candidate.Count < LeastObservations || _active.Count < LeastObservations)
                return false;

            var variance = (_candidate.Variance / _candidate.Count) + (_active.Variance / _active.Count);
            var effective = 1.0 / ((1.0 / _candidate.Count) + (1.0 / _active.Count));
            var width = Math.Sqrt(variance * (1.0 + (Horizon / effective)) * (Math.Log(1.0 + (effective / Horizon)) + (2.0 * Math.Log(1.0 / Alpha))));
            return _candidate.Mean - _active.Mean - width > tolerance * Math.Max(1.0, _active.Mean);
        }
    }

    public void Observe(bool candidate, double value) => (candidate ? _candidate : _active).Add(value);

    private sealed class Moments
    {
        private double _squares;

        public int Count { get; private set; }

        public double Mean { get; private set; }

        /// <summary>Variance with one unit of prior variance of a coin, so that a run of equal values is not taken for certainty.</summary>
        public double Variance => (_squares + 0.25) / Math.Max(1, Count);

        public void Add(double value)
        {
            Count++;
            var before = value - Mean;
            Mean += before / Count;
            _squares += before * (value - Mean);
        }
    }
}
