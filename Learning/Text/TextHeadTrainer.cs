using Orchestrator.Routing;

namespace Orchestrator.Learning;

/// <summary>How a text head is trained.</summary>
/// <param name="WordRidge">Penalty on the weights of words.</param>
/// <param name="LengthRidge">Penalty on the weight of the length.</param>
/// <param name="Steps">Conjugate-gradient steps at most; more fit the training data closer.</param>
public sealed record TextHeadOptions(double WordRidge = 10.0, double LengthRidge = 30.0, int Steps = 30);

/// <summary>
/// Fits a <see cref="TextQualityHead"/> by ridge regression. The least-squares problem is solved by conjugate gradients over the sparse rows,
/// so that thousands of prompts with tens of thousands of words take well under a second.
/// </summary>
public static class TextHeadTrainer
{
    /// <param name="rows">Prompts.</param>
    /// <param name="targets">What to predict, one figure a prompt.</param>
    /// <param name="options">How hard to regularise.</param>
    public static TextQualityHead Train(IReadOnlyList<TextRow> rows, IReadOnlyList<double> targets, TextHeadOptions options)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(options);
        var mean = rows.Average(row => row.LogLength);
        var deviation = Math.Max(1e-6, Math.Sqrt(rows.Average(row => (row.LogLength - mean) * (row.LogLength - mean))));
        var bias = targets.Average();
        var solution = new RidgeProblem(rows, mean, deviation, options).Solve([.. targets.Select(target => target - bias)]);
        return new TextQualityHead(bias, [.. solution.Take(PromptFeatures.Buckets).Select(weight => (float)weight)], solution[^1], mean, deviation);
    }
}
