using System.Text.RegularExpressions;
using Orchestrator.Routing;

namespace Orchestrator.Cli.Bench;

/// <summary>The complexity score the seed's rules were written for.</summary>
internal static partial class SeedComplexity
{
    private static readonly double[] Base = [0.30, 0.45, 0.20, 0.10, 0.70, 0.45];

    public static double Of(ReplayTask task) => Math.Min(
        1.0,
        Base[(int)task.Type]
            + (0.2 * Math.Min(1.0, task.Characters / 4.0 / 4000.0))
            + (0.1 * Math.Min(1.0, (task.Text is null ? 0 : Flags().Count(task.Text)) / 2.0)));

    [GeneratedRegex(@"\b(why|explain|prove|step|analy[sz]e|compare|calculate|derive|reason|evaluate|design|determine)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Flags();
}

/// <summary>The seed's first stage, its rules written out; with a threshold, everything more complex goes to the cloud first.</summary>
internal sealed class SeedRulesRouter(double? cloudAbove = null) : ISimulatedRouter
{
    public string Name => "stage 1 (seed rules)";

    public ComputeTarget Decide(ReplayTask task, double now, Telemetry telemetry)
    {
        var complexity = SeedComplexity.Of(task);
        var gpuFree = telemetry.GpuUp && telemetry.GpuPercent <= 85.0;
        var cpuFree = telemetry.CpuPercent <= 90.0;
        if (complexity > cloudAbove && !task.IsBatch)
        {
            return ComputeTarget.Cloud;
        }

        return task.Priority switch
        {
            TaskPriority.Urgent => complexity <= 0.6 && gpuFree ? ComputeTarget.Gpu : ComputeTarget.Cloud,
            TaskPriority.High or TaskPriority.Normal when task.Type == TaskType.Reasoning && complexity > 0.6 => ComputeTarget.Cloud,
            _ when task.IsBatch || task.Priority == TaskPriority.Low => ComputeTarget.Quantized,
            TaskPriority.High => gpuFree ? ComputeTarget.Gpu : cpuFree ? ComputeTarget.Cpu : ComputeTarget.Cloud,
            _ when task.Characters / 4.0 > 3000.0 => gpuFree ? ComputeTarget.Gpu : ComputeTarget.Cloud,
            _ => cpuFree ? ComputeTarget.Cpu : ComputeTarget.Cloud,
        };
    }
}

/// <summary>The seed's second stage: 0.3 cost + 0.3 availability + 0.2 failure + 0.2 latency over rolling averages of all tasks, lowest wins.</summary>
internal sealed class SeedScoringRouter(double costWeight = 0.3) : ISimulatedRouter
{
    private const double Decay = 0.05;
    private static readonly double[] Capacity = [4.0, 3.0, 3.0, 40.0];
    private readonly double[] _latency = [4.0, 8.0, 8.0, 2.0];
    private readonly double[] _success = [0.98, 0.98, 0.98, 0.98];
    private readonly double[] _cost = [1e-6, 1e-6, 1e-6, 1.7e-4];

    public string Name => "stage 2 (seed scoring)";

    public ComputeTarget Decide(ReplayTask task, double now, Telemetry telemetry)
    {
        var gpu = telemetry.GpuUp ? telemetry.GpuPercent : 100.0;
        ReadOnlySpan<double> use = [gpu / 100.0, telemetry.CpuPercent / 100.0, telemetry.CpuPercent / 100.0, 0.1];
        var (dearest, slowest) = (_cost.Max() + 1e-12, _latency.Max() + 1e-9);
        var (best, lowest) = (0, double.PositiveInfinity);
        for (var target = 0; target < 4; target++)
        {
            var penalty = target == 0 && !telemetry.GpuUp ? 3.0 : Math.Min(1.0, (0.5 * use[target]) + (0.5 * telemetry.Pending[target] / Capacity[target]));
            var score = (costWeight * _cost[target] / dearest) + (0.3 * penalty) + (0.2 * (1.0 - _success[target])) + (0.2 * _latency[target] / slowest);
            if (score < lowest)
            {
                (best, lowest) = (target, score);
            }
        }

        return (ComputeTarget)best;
    }

    public void Ended(ReplayTask task, in AttemptEnd end)
    {
        var target = (int)end.Target;
        _success[target] += Decay * ((end.Succeeded ? 1.0 : 0.0) - _success[target]);
        if (end.Succeeded)
        {
            _latency[target] += Decay * (Math.Min(end.Latency, 300.0) - _latency[target]);
        }
    }
}
