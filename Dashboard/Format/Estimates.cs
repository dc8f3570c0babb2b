using Orchestrator.Dashboard.Components;

namespace Orchestrator.Dashboard;

/// <summary>How far actual figures lie from what the decision estimated.</summary>
internal static class Estimates
{
    private static readonly (string Name, double Below, string Color)[] Buckets =
    [
        ("less than half", 0.5, "--cpu"), ("half to 80 %", 0.8, "--cpu"), ("80 to 125 %", 1.25, "--good"), ("125 % to double", 2, "--warn"), ("more than double", double.PositiveInfinity, "--bad"),
    ];

    public static IReadOnlyList<Bars.Part> Latency(IReadOnlyList<TaskSnapshot> tasks) =>
        Parts(tasks.Select(task => Ratio(task.ActualLatencyMs, task.Decision?.EstimatedLatencyMs)));

    public static IReadOnlyList<Bars.Part> Cost(IReadOnlyList<TaskSnapshot> tasks) =>
        Parts(tasks.Select(task => Ratio((double?)task.ActualCostUsd, (double?)task.Decision?.EstimatedCostUsd)));

    // Free and estimated as free is an exact hit.
    private static double? Ratio(double? actual, double? estimate) => (actual, estimate) switch
    {
        (null, _) or (_, null) => null,
        (0, 0) => 1,
        (_, 0) => double.MaxValue,
        _ => actual / estimate,
    };

    private static List<Bars.Part> Parts(IEnumerable<double?> ratios)
    {
        var counts = new int[Buckets.Length];
        foreach (var ratio in ratios.OfType<double>()) counts[Array.FindIndex(Buckets, bucket => ratio < bucket.Below)]++;
        return [.. Buckets.Select((bucket, i) => new Bars.Part(bucket.Name, counts[i], Show.Count(counts[i]), bucket.Color))];
    }
}
