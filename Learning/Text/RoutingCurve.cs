namespace Orchestrator.Learning;

/// <summary>
/// How well a score orders prompts for a stronger and a weaker model: the measures of RouteLLM (arXiv 2406.18665). Performance gap recovered is the share of the
/// distance between the weak and the strong model's quality that is reached when the share c of prompts with the highest scores goes to the strong model;
/// APGR is its mean over c from 0 to 1, CPT(x) the smallest c that recovers the share x.
/// </summary>
public static class RoutingCurve
{
    /// <summary>Average performance gap recovered: 0.5 for a random order.</summary>
    public static double AveragePerformanceGapRecovered(IReadOnlyList<double> scores, IReadOnlyList<double> gains)
    {
        var curve = Recovered(scores, gains);
        var area = 0.0;
        for (var i = 1; i < curve.Length; i++)
            area += (curve[i] + curve[i - 1]) / 2.0;

        return area / (curve.Length - 1);
    }

    /// <summary>Smallest share of calls to the strong model that recovers <paramref name="share"/> of the gap, 0 to 1.</summary>
    public static double CallPerformanceThreshold(IReadOnlyList<double> scores, IReadOnlyList<double> gains, double share)
    {
        var curve = Recovered(scores, gains);
        var reached = Array.FindIndex(curve, recovered => recovered >= share);
        return (double)reached / (curve.Length - 1);
    }

    private static double[] Recovered(IReadOnlyList<double> scores, IReadOnlyList<double> gains)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(gains);
        int[] order = [.. Enumerable.Range(0, scores.Count).OrderByDescending(index => scores[index])];
        var total = gains.Sum();
        var curve = new double[order.Length + 1];
        for (var i = 0; i < order.Length; i++)
            curve[i + 1] = curve[i] + (gains[order[i]] / total);

        return curve;
    }
}
