namespace Orchestrator.Dashboard.Components;

/// <summary>One moment of a chart.</summary>
/// <param name="At">When.</param>
/// <param name="Values">One value for each line; null for a gap.</param>
public sealed record SeriesPoint(DateTimeOffset At, IReadOnlyList<double?> Values)
{
    private static readonly TimeSpan LongestStep = TimeSpan.FromSeconds(30);

    /// <summary>The same points with a gap where nobody watched, so that no line is drawn across it.</summary>
    internal static IReadOnlyList<SeriesPoint> WithGaps(IReadOnlyList<SeriesPoint> points)
    {
        List<SeriesPoint> all = [];
        foreach (var point in points)
        {
            if (all.Count > 0 && point.At - all[^1].At > LongestStep) all.Add(new SeriesPoint(all[^1].At + TimeSpan.FromSeconds(1), [.. point.Values.Select(_ => (double?)null)]));
            all.Add(point);
        }
        return all;
    }
}
