namespace Orchestrator.Routing;

/// <summary>A decision from the log with what came of it, and what another policy would have done in its place.</summary>
/// <param name="Reward">What came of it, such as its utility.</param>
/// <param name="Propensity">Probability with which the logging policy chose what it chose, above 0, at most 1.</param>
/// <param name="Agreement">Probability with which the other policy would have chosen the same.</param>
/// <param name="PredictedLogged">Reward a model predicts for what was chosen; 0 without a model.</param>
/// <param name="PredictedOther">Reward the model predicts for the other policy's choice; 0 without a model.</param>
public readonly record struct LoggedReward(double Reward, double Propensity, double Agreement, double PredictedLogged = 0.0, double PredictedOther = 0.0);

/// <summary>An estimate with its 95 % interval.</summary>
/// <param name="Mean">Mean reward of a decision.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public readonly record struct IntervalEstimate(double Mean, double Low, double High);

/// <summary>What another policy would have earned on logged decisions.</summary>
/// <param name="Rows">Logged decisions.</param>
/// <param name="EffectiveRows">How many of them the estimate really rests on: few when the policies disagree. Kish's formula.</param>
/// <param name="InversePropensity">Self-normalised inverse-propensity estimate; null when the log never did what the policy would do.</param>
/// <param name="DoublyRobust">The model's prediction, corrected by inverse propensities where the policies agree: right when either of the two is.</param>
public sealed record OffPolicyEstimate(int Rows, double EffectiveRows, IntervalEstimate? InversePropensity, IntervalEstimate DoublyRobust);

/// <summary>Judges a policy by the log of another one.</summary>
public static class OffPolicyEvaluation
{
    private const double Z95 = 1.959964;

    /// <summary>Largest weight of one decision: keeps a rare choice from ruling the estimate, at the price of a small bias towards the log.</summary>
    private const double MaxWeight = 50.0;

    /// <exception cref="ArgumentException">There are no rows, or a propensity is not above 0 and at most 1.</exception>
    public static OffPolicyEstimate Estimate(IReadOnlyList<LoggedReward> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0 || rows.Any(row => row.Propensity is not (> 0.0 and <= 1.0)))
            throw new ArgumentException("Logged decisions with propensities above 0 and at most 1 are needed.", nameof(rows));

        double[] weights = [.. rows.Select(row => Math.Min(MaxWeight, row.Agreement / row.Propensity))];
        var sum = weights.Sum();
        var robust = Interval([.. rows.Select((row, i) => row.PredictedOther + (weights[i] * (row.Reward - row.PredictedLogged)))]);
        return new OffPolicyEstimate(
            rows.Count,
            sum > 0.0 ? sum * sum / weights.Sum(weight => weight * weight) : 0.0,
            sum > 0.0 ? SelfNormalised(rows, weights, sum) : null,
            robust);
    }

    private static IntervalEstimate SelfNormalised(IReadOnlyList<LoggedReward> rows, double[] weights, double sum)
    {
        var mean = rows.Select((row, i) => weights[i] * row.Reward).Sum() / sum;
        // Linearised variance of a ratio of two means.
        var error = Math.Sqrt(rows.Select((row, i) => Math.Pow(weights[i] * (row.Reward - mean), 2.0)).Sum()) / sum;
        return new IntervalEstimate(mean, mean - (Z95 * error), mean + (Z95 * error));
    }

    private static IntervalEstimate Interval(double[] values)
    {
        var mean = values.Average();
        var error = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / Math.Max(1, values.Length - 1) / values.Length);
        return new IntervalEstimate(mean, mean - (Z95 * error), mean + (Z95 * error));
    }
}
