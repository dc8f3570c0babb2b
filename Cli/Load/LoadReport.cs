using System.Text.Json.Serialization;
using HdrHistogram;
using Spectre.Console;

namespace Orchestrator.Cli;

/// <summary>Percentiles of one duration, milliseconds.</summary>
internal readonly record struct Percentiles(double P50, double P95, double P99)
{
    /// <param name="histogram">Microseconds.</param>
    public static Percentiles Of(HistogramBase histogram) => histogram.TotalCount == 0
        ? default
        : new(At(histogram, 50), At(histogram, 95), At(histogram, 99));

    private static double At(HistogramBase histogram, double percentile) => Math.Round(histogram.GetValueAtPercentile(percentile) / 1000.0, 3);
}

/// <summary>What a load run found.</summary>
/// <param name="TasksPerS">Completed tasks a second of the measured time.</param>
/// <param name="AcceptMs">From sending a task to its 202.</param>
/// <param name="RoutedMs">From the task's creation to its decision, by the server's own clock.</param>
/// <param name="TtftMs">From the task's creation to its first token, by the server's own clock.</param>
/// <param name="CompletedMs">From sending a task to knowing that it is done.</param>
/// <param name="Errors">Requests that failed and tasks that ended otherwise than completed.</param>
/// <param name="Lost">Accepted tasks that are unknown or not terminal in time.</param>
/// <param name="Double">Ids given twice, and tasks with more than one completed attempt.</param>
/// <param name="Wrong">Answers that do not belong to their prompt.</param>
/// <param name="ServerCpuUsPerTask">CPU time of the server process per completed task, microseconds; null when it does not tell.</param>
internal sealed record LoadReport(
    double TasksPerS, Percentiles AcceptMs, Percentiles RoutedMs, Percentiles TtftMs, Percentiles CompletedMs,
    long Errors, long Lost, long Double, long Wrong, double? ServerCpuUsPerTask)
{
    /// <summary>What the server has spent on all of them; null when nobody asked it.</summary>
    [JsonIgnore]
    public ServerFigures? Spent { get; init; }

    /// <summary>Tasks completed.</summary>
    [JsonIgnore]
    public long Done { get; init; }

    public void Print(IAnsiConsole console)
    {
        var times = TaskReport.Table("", "p50", "p95", "p99");
        foreach (var (name, value) in new[] { ("accepted", AcceptMs), ("decided", RoutedMs), ("first token", TtftMs), ("completed", CompletedMs) })
            times.Row(name, Figures.Milliseconds(value.P50), Figures.Milliseconds(value.P95), Figures.Milliseconds(value.P99));
        console.Write(times);
        if (Spent is { } spent)
            CostTable.Print(spent, Done, console);
        console.WriteLine($"{TasksPerS:0} tasks/s; {Errors} errors, {Lost} lost, {Double} double, {Wrong} wrong; "
            + $"server CPU {(ServerCpuUsPerTask is { } cpu ? $"{cpu:0} µs" : "unknown")} per task.");
    }
}
