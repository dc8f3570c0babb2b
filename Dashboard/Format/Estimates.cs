using Orchestrator.Dashboard.Components;

namespace Orchestrator.Dashboard;

/// <summary>How far actual figures lie from what the decision estimated.</summary>
internal static class Estimates
{
    public static IReadOnlyList<Bars.Part> Parts(IReadOnlyList<long> counts) =>
        [.. counts.Select((count, i) => new Bars.Part(Name(i), count, Show.Count(count), Color(i)))];

    private static string Name(int bucket)
    {
        var bounds = EstimateError.UpperBounds;
        if (bucket == 0) return $"below {Ratio(bounds[0])}";
        return bucket == bounds.Count ? $"{Ratio(bounds[^1])} and more" : $"{Ratio(bounds[bucket - 1])} to {Ratio(bounds[bucket])}";
    }

    private static string Ratio(double ratio) => ratio < 2 ? $"{Show.Number(ratio * 100)} %" : $"{Show.Number(ratio)} ×";

    // Too low is as wrong as too high, but only the latter costs more than was said.
    private static string Color(int bucket) => bucket switch
    {
        EstimateError.Exact => "--good",
        < EstimateError.Exact => "--cpu",
        EstimateError.Exact + 1 => "--warn",
        _ => "--bad",
    };
}
