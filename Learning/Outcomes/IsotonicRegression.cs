using Orchestrator.Routing;

namespace Orchestrator.Learning;

/// <summary>The rising curve that fits best in the least-squares sense, by pooling adjacent violators.</summary>
internal static class IsotonicRegression
{
    public static CalibrationCurve Fit(IReadOnlyList<double> scores, IReadOnlyList<bool> outcomes)
    {
        List<(double Score, double Successes, double Rows)> blocks = [];
        foreach (var (score, successes, rows) in scores
            .Zip(outcomes)
            .GroupBy(pair => pair.First)
            .OrderBy(group => group.Key)
            .Select(group => (group.Key, (double)group.Count(pair => pair.Second), (double)group.Count())))
        {
            blocks.Add((score * rows, successes, rows));
            while (blocks.Count > 1 && Share(blocks[^2]) >= Share(blocks[^1]))
            {
                var last = blocks[^1];
                blocks.RemoveAt(blocks.Count - 1);
                blocks[^1] = (blocks[^1].Score + last.Score, blocks[^1].Successes + last.Successes, blocks[^1].Rows + last.Rows);
            }
        }

        // Half a success and half a failure more in each block: no forecast is ever certain.
        return new CalibrationCurve(
            [.. blocks.Select(block => block.Score / block.Rows)],
            [.. Rising(blocks.Select(block => (block.Successes + 0.5) / (block.Rows + 1.0)))]);
    }

    private static double Share((double Score, double Successes, double Rows) block) => block.Successes / block.Rows;

    private static IEnumerable<double> Rising(IEnumerable<double> values)
    {
        var highest = 0.0;
        foreach (var value in values)
            yield return highest = Math.Max(highest, value);
    }
}
