using Orchestrator.Dashboard.Components;

namespace Orchestrator.Dashboard;

/// <summary>Tasks accepted and finished a minute, from the differences between readings of the same period. Thread-safe.</summary>
internal sealed class Rates
{
    private const int Capacity = 600;
    private static readonly TimeSpan LongestStep = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<int, (DateTimeOffset At, long Accepted, long Finished)> _last = [];
    private readonly Dictionary<int, Queue<SeriesPoint>> _points = [];

    public void Add(RoutingStats stats, DateTimeOffset at)
    {
        var (accepted, finished) = (stats.TotalTasks, stats.TotalTasks - Figures.Unfinished(stats));
        lock (_gate)
        {
            if (_last.TryGetValue(stats.PeriodHours, out var last) && at > last.At && at - last.At < LongestStep)
            {
                var minutes = (at - last.At).TotalMinutes;
                // Tasks that leave the period at its far end would count as negative.
                Keep(stats.PeriodHours, new SeriesPoint(at, [Math.Max(0, finished - last.Finished) / minutes, Math.Max(0, accepted - last.Accepted) / minutes]));
            }
            _last[stats.PeriodHours] = (at, accepted, finished);
        }
    }

    /// <summary>Finished and accepted a minute, oldest first, as the figures of a period of so many hours told it.</summary>
    public IReadOnlyList<SeriesPoint> Of(int hours)
    {
        lock (_gate) return _points.TryGetValue(hours, out var points) ? [.. points] : [];
    }

    private void Keep(int hours, SeriesPoint point)
    {
        if (!_points.TryGetValue(hours, out var points)) _points.Add(hours, points = new Queue<SeriesPoint>(Capacity));
        if (points.Count == Capacity) points.Dequeue();
        points.Enqueue(point);
    }
}
