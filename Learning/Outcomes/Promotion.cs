using System.Globalization;
using Orchestrator.Routing;

namespace Orchestrator.Learning;

/// <summary>Whether a new model replaces the active one.</summary>
/// <param name="Promoted">True when it does.</param>
/// <param name="Difference">Brier score of the new one minus that of the active one on the same rows; below 0 the new one is better.</param>
/// <param name="Low">Lower end of the difference's 95 % bootstrap interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Reason">A sentence.</param>
public sealed record PromotionVerdict(bool Promoted, double Difference, double Low, double High, string Reason);

/// <summary>Compares two models on rows neither was trained on, pair by pair.</summary>
public static class Promotion
{
    private const int Resamples = 1000;

    /// <summary>How much worse the new model may be at the upper end of the interval, as Brier score.</summary>
    private const double Tolerance = 0.002;

    /// <param name="candidate">The new model.</param>
    /// <param name="active">The model in use; null compares with the forecast without trees.</param>
    /// <param name="holdout">Rows the candidate has not seen.</param>
    /// <param name="random">For the bootstrap.</param>
    public static PromotionVerdict Judge(OutcomeModel candidate, OutcomeModel? active, IReadOnlyList<TrainingRow> holdout, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (holdout is not { Count: > 0 })
            return new PromotionVerdict(false, 0.0, 0.0, 0.0, "There are no rows to compare on.");

        double[] differences = [.. HoldoutMetrics.SquaredErrors(candidate, holdout).Zip(HoldoutMetrics.SquaredErrors(active, holdout), (mine, theirs) => mine - theirs)];
        double[] means = [.. Enumerable.Range(0, Resamples).Select(_ => Resample(differences, random)).Order()];
        var (mean, low, high) = (differences.Average(), means[(int)(Resamples * 0.025)], means[(int)(Resamples * 0.975)]);
        var promoted = high <= Tolerance;
        var figures = string.Create(CultureInfo.InvariantCulture, $"Brier score {mean:+0.0000;-0.0000} (95 % interval {low:+0.0000;-0.0000} to {high:+0.0000;-0.0000}) against {(active is null ? "the forecast without trees" : $"model {active.Version}")} on {holdout.Count} rows");
        return new PromotionVerdict(promoted, mean, low, high, promoted ? $"Promoted: {figures}." : $"Not promoted, it may be worse: {figures}.");
    }

    private static double Resample(double[] differences, Random random)
    {
        var sum = 0.0;
        for (var i = 0; i < differences.Length; i++)
            sum += differences[random.Next(differences.Length)];

        return sum / differences.Length;
    }
}
