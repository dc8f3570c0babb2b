namespace Orchestrator.Cli.Bench;

/// <summary>One setting of a router's knob: what it costs and what it delivers.</summary>
/// <param name="Knob">The setting.</param>
/// <param name="Cost">Cost as a share of sending everything to the cloud.</param>
/// <param name="Value">Value delivered, 0 to 1.</param>
/// <param name="SlaUrgentHigh">Share of urgent and high tasks inside their SLA.</param>
internal readonly record struct FrontierPoint(double Knob, double Cost, double Value, double SlaUrgentHigh);

/// <summary>What a router can do over the whole range of its knob, against everything on the cloud.</summary>
internal sealed class Frontier
{
    private const double ServiceValue = 0.99;
    private const double ServiceSla = 0.01;

    public Frontier(string router, IEnumerable<FrontierPoint> points, FrontierPoint allCloud, FrontierPoint allLocal)
    {
        Router = router;
        Points = [.. points.OrderBy(point => point.Cost)];
        SavedAt95PercentValue = Saved(Points.Where(point => point.Value >= 0.95 * allCloud.Value));
        SavedAtEqualService = Saved(Points.Where(point =>
            point.Value >= ServiceValue * allCloud.Value && point.SlaUrgentHigh >= allCloud.SlaUrgentHigh - ServiceSla));
        AveragePerformanceGapRecovered = Area([allLocal, .. Points, allCloud], allLocal.Value, allCloud.Value);
    }

    public string Router { get; }

    public IReadOnlyList<FrontierPoint> Points { get; }

    /// <summary>Largest share of the all-cloud cost saved by a setting that keeps 95 % of its value; 0 when none does.</summary>
    public double SavedAt95PercentValue { get; }

    /// <summary>The same at equal service: 99 % of the value, and the SLA of urgent and high tasks within one point.</summary>
    public double SavedAtEqualService { get; }

    /// <summary>
    /// RouteLLM's average performance gap recovered, with the dynamics of queues: mean over the cost from 0 to all-cloud of (value − all-local) / (all-cloud − all-local),
    /// where a budget buys the best value of any setting that is not dearer, and mixtures of two settings are allowed between neighbours. At most 1 is counted at a point.
    /// </summary>
    public double AveragePerformanceGapRecovered { get; }

    private static double Saved(IEnumerable<FrontierPoint> points) => Math.Max(0.0, points.Select(point => 1.0 - point.Cost).DefaultIfEmpty(0.0).Max());

    private static double Area(IEnumerable<FrontierPoint> points, double weak, double strong)
    {
        var (area, cost, recovered) = (0.0, 0.0, 0.0);
        foreach (var point in points.OrderBy(point => point.Cost))
        {
            var next = Math.Max(recovered, Math.Min(1.0, (point.Value - weak) / (strong - weak)));
            var to = Math.Clamp(point.Cost, cost, 1.0);
            area += (to - cost) * (recovered + next) / 2.0;
            (cost, recovered) = (to, next);
        }

        return area + ((1.0 - cost) * recovered);
    }
}
