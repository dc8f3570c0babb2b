using Orchestrator.Routing;

namespace Orchestrator.Cli.Bench;

/// <summary>How a task ended.</summary>
/// <param name="Target">Where the answer came from.</param>
/// <param name="First">Where it was sent first.</param>
/// <param name="Latency">Since its arrival, seconds.</param>
/// <param name="CostUsd">All attempts together, USD.</param>
/// <param name="Quality">Quality of the answer, 0 to 1.</param>
internal readonly record struct TaskEnd(ComputeTarget Target, ComputeTarget First, double Latency, double CostUsd, double Quality);

/// <summary>What a router made of a replay.</summary>
internal sealed class WorldResult
{
    public WorldResult(string router, Replay replay, IReadOnlyList<TaskEnd> ends)
    {
        Router = router;
        var (utility, value, values, met, metUrgent, urgent) = (0.0, 0.0, 0.0, 0, 0, 0);
        for (var i = 0; i < ends.Count; i++)
        {
            var (task, end) = (replay.Tasks[i], ends[i]);
            var gained = task.Value * end.Quality * task.Timeliness(end.Latency);
            utility += gained - (task.CostWeight * end.CostUsd / replay.MeanCloudCostUsd);
            value += gained;
            values += task.Value;
            CostUsd += end.CostUsd;
            var inTime = end.Latency <= task.SlaSeconds ? 1 : 0;
            met += inTime;
            if (task.Priority >= TaskPriority.High)
            {
                urgent++;
                metUrgent += inTime;
            }
        }

        Utility = utility / ends.Count;
        Value = value / values;
        Sla = (double)met / ends.Count;
        SlaUrgentHigh = (double)metUrgent / Math.Max(1, urgent);
        double[] latencies = [.. ends.Select(end => end.Latency).Order()];
        MedianSeconds = latencies[latencies.Length / 2];
        P95Seconds = latencies[(int)(latencies.Length * 0.95)];
        Shares = [.. TargetSet.All.Select(target => ends.Count(end => end.Target == target) / (double)ends.Count)];
        Moved = ends.Count(end => end.Target != end.First) / (double)ends.Count;
    }

    public string Router { get; }

    /// <summary>Mean utility of a task.</summary>
    public double Utility { get; }

    /// <summary>Share of the value of perfect answers in time, 0 to 1.</summary>
    public double Value { get; }

    /// <summary>Share of tasks inside their SLA.</summary>
    public double Sla { get; }

    /// <summary>The same of the tasks with priority URGENT and HIGH.</summary>
    public double SlaUrgentHigh { get; }

    public double CostUsd { get; }

    public double MedianSeconds { get; }

    public double P95Seconds { get; }

    /// <summary>Share of the answers by compute target.</summary>
    public IReadOnlyList<double> Shares { get; }

    /// <summary>Share of tasks answered elsewhere than where they were sent first.</summary>
    public double Moved { get; }
}
