namespace Orchestrator.Routing;

/// <summary>
/// Turns a raw score into a probability: a rising line through points, flat outside them. Fitted by isotonic regression on rows the trees were not trained on, so that
/// of the tasks given 0.8, eight in ten come in time.
/// </summary>
public sealed class CalibrationCurve
{
    private readonly double[] _scores;
    private readonly double[] _probabilities;

    /// <param name="scores">Raw scores, strictly rising, at least one.</param>
    /// <param name="probabilities">Probability at each, 0 to 1, never falling.</param>
    /// <exception cref="ArgumentException">The points do not rise, or leave 0 to 1.</exception>
    public CalibrationCurve(IReadOnlyList<double> scores, IReadOnlyList<double> probabilities)
    {
        (_scores, _probabilities) = ([.. scores], [.. probabilities]);
        if (_scores.Length == 0 || _scores.Length != _probabilities.Length)
            throw new ArgumentException($"{_scores.Length} scores and {_probabilities.Length} probabilities: as many of one as of the other, and at least one", nameof(scores));
        for (var i = 0; i < _scores.Length; i++)
        {
            if (!double.IsFinite(_scores[i]) || _probabilities[i] is not (>= 0.0 and <= 1.0))
                throw new ArgumentException($"point {i} is ({_scores[i]}, {_probabilities[i]}): a finite score and a probability from 0 to 1", nameof(probabilities));
            if (i > 0 && (_scores[i] <= _scores[i - 1] || _probabilities[i] < _probabilities[i - 1]))
                throw new ArgumentException($"point {i} does not rise", nameof(scores));
        }
    }

    public IReadOnlyList<double> Scores => _scores;

    public IReadOnlyList<double> Probabilities => _probabilities;

    /// <summary>The probability that belongs to a score.</summary>
    public double Of(double score)
    {
        var next = Array.BinarySearch(_scores, score);
        if (next >= 0)
            return _probabilities[next];

        next = ~next;
        if (next == 0)
            return _probabilities[0];
        if (next == _scores.Length)
            return _probabilities[^1];

        var share = (score - _scores[next - 1]) / (_scores[next] - _scores[next - 1]);
        return _probabilities[next - 1] + (share * (_probabilities[next] - _probabilities[next - 1]));
    }
}
