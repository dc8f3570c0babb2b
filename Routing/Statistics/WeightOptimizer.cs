namespace Orchestrator.Routing;

/// <summary>A version of the scored stage's weights.</summary>
/// <param name="Version">Counts up from 1; 0 is the policy's own.</param>
/// <param name="Weights">The weights.</param>
/// <param name="LearnedAt">When; null for the policy's own.</param>
/// <param name="Outcomes">How many outcomes they rest on.</param>
public sealed record WeightVersion(int Version, ScoreWeights Weights, DateTimeOffset? LearnedAt, int Outcomes);

/// <summary>One finished task as the optimiser sees it.</summary>
/// <param name="Candidates">The candidates of its decision, with the scored stage's terms.</param>
/// <param name="Target">The target that ran it.</param>
/// <param name="Utility">How well that went: value gained less cost and lateness. Any scale; only compared with other tasks'.</param>
public sealed record WeightSample(IReadOnlyList<CandidateAssessment> Candidates, ComputeTarget Target, double Utility);

/// <summary>
/// Learns the scored stage's weights from history: a term whose high values went with poor outcomes gains weight, one that did not matter loses some.
/// Pure, and bounded: whatever the history says, no weight moves by more than <see cref="MaximumStep"/> in a run.
/// </summary>
public static class WeightOptimizer
{
    /// <summary>The most a weight changes in one run.</summary>
    public const double MaximumStep = 0.05;

    /// <summary>Fewer tasks than this leave the weights as they are.</summary>
    public const int LeastSamples = 200;

    /// <summary>The smallest a weight becomes, so that no term is forgotten for good.</summary>
    public const double SmallestWeight = 0.05;

    private static readonly string[] TermNames = ["cost", "availability", "failure", "latency"];

    /// <summary>The next version, or the current one when there is too little to learn from.</summary>
    public static WeightVersion Improve(WeightVersion current, IReadOnlyList<WeightSample> history, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(history);
        var usable = history.Where(sample => double.IsFinite(sample.Utility) && Terms(sample) is not null).ToArray();
        if (usable.Length < LeastSamples)
            return current;

        var ranks = Ranks(usable.Select(sample => sample.Utility).ToArray());
        double[] weights = [current.Weights.Cost, current.Weights.Availability, current.Weights.Failure, current.Weights.Latency];
        var harm = new double[TermNames.Length];
        for (var i = 0; i < harm.Length; i++)
        {
            var index = i;
            harm[i] = -Correlation(Ranks(usable.Select(sample => Terms(sample)![index]).ToArray()), ranks);
        }

        var mean = harm.Average();
        var moved = weights.Select((weight, i) => weight + (MaximumStep * Math.Clamp(harm[i] - mean, -1, 1))).ToArray();
        var next = Project(moved, weights);
        return new WeightVersion(current.Version + 1, new ScoreWeights(next[0], next[1], next[2], next[3]), now, usable.Length);
    }

    private static double[]? Terms(WeightSample sample)
    {
        var terms = sample.Candidates.FirstOrDefault(candidate => candidate.Target == sample.Target)?.Terms;
        if (terms is null || terms.Count != TermNames.Length)
            return null;
        var values = TermNames.Select(name => terms.Where(term => term.Name == name).Select(term => term.Value).DefaultIfEmpty(double.NaN).First()).ToArray();
        return values.All(double.IsFinite) ? values : null;
    }

    /// <summary>The nearest weights with sum 1, each within its bounds and a step of where it was. Bisection on the shift that all of them share.</summary>
    private static double[] Project(double[] wanted, double[] before)
    {
        double[] At(double shift) => wanted
            .Select((weight, i) => Math.Clamp(weight + shift, Math.Max(Math.Min(SmallestWeight, before[i]), before[i] - MaximumStep), before[i] + MaximumStep))
            .ToArray();
        var (low, high) = (-1.0, 1.0);
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = At(middle).Sum() < 1 ? (middle, high) : (low, middle);
        }

        return At((low + high) / 2);
    }

    /// <summary>Ranks from 0 to 1, equal values sharing theirs: outliers of any size are then only the last in line.</summary>
    private static double[] Ranks(double[] values)
    {
        var order = Enumerable.Range(0, values.Length).OrderBy(i => values[i]).ToArray();
        var ranks = new double[values.Length];
        for (var start = 0; start < order.Length;)
        {
            var end = start;
            while (end + 1 < order.Length && values[order[end + 1]] == values[order[start]])
                end++;
            for (var i = start; i <= end; i++)
                ranks[order[i]] = (start + end) / 2.0 / Math.Max(1, values.Length - 1);
            start = end + 1;
        }

        return ranks;
    }

    private static double Correlation(double[] x, double[] y)
    {
        var (meanX, meanY) = (x.Average(), y.Average());
        double xy = 0, xx = 0, yy = 0;
        for (var i = 0; i < x.Length; i++)
        {
            xy += (x[i] - meanX) * (y[i] - meanY);
            xx += (x[i] - meanX) * (x[i] - meanX);
            yy += (y[i] - meanY) * (y[i] - meanY);
        }

        return xx > 0 && yy > 0 ? xy / Math.Sqrt(xx * yy) : 0;
    }
}
