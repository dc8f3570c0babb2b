using Orchestrator.Routing;

namespace Orchestrator.Cli.Bench;

/// <summary>
/// Knows true service times, true queues and true failures when a task arrives, and moves waiting tasks to the cloud where that pays.
/// Clairvoyant: it also knows the quality of every answer. Informed: it knows only the mean quality of the task's group.
/// </summary>
internal sealed class OracleRouter : ISimulatedRouter
{
    private static readonly ComputeTarget[] Local = [ComputeTarget.Gpu, ComputeTarget.Cpu, ComputeTarget.Quantized];
    private readonly Replay _replay;
    private readonly WorldOptions _options;
    private readonly double[][] _quality;
    private readonly double[] _secondPrice;
    private readonly Dictionary<int, int> _tries = [];

    /// <param name="replay">The replay with its truth.</param>
    /// <param name="options">The machines.</param>
    /// <param name="clairvoyant">True to know the quality of every single answer.</param>
    /// <param name="gpuSecondPrice">Utility a second of the GPU costs, for those who come later; a tenth of it for CPU and QUANTIZED.</param>
    public OracleRouter(Replay replay, WorldOptions options, bool clairvoyant, double gpuSecondPrice = 0.0)
    {
        (_replay, _options) = (replay, options);
        Name = clairvoyant ? "oracle (clairvoyant)" : "oracle (informed)";
        _quality = clairvoyant ? [.. replay.Truths.Select(truth => truth.Quality)] : GroupMeans(replay, options);
        _secondPrice = [gpuSecondPrice, gpuSecondPrice / 10.0, gpuSecondPrice / 10.0, 0.0];
    }

    public string Name { get; }

    /// <summary>The world this oracle looks into; set before the run.</summary>
    public World? World { get; set; }

    public ComputeTarget Decide(ReplayTask task, double now, Telemetry telemetry)
    {
        var truth = _replay.Truths[task.Index];
        var (best, highest) = (0, double.NegativeInfinity);
        for (var target = 0; target < 4; target++)
        {
            var service = truth.ServiceSeconds[target] * ExpectedContention(target);
            var cost = target == (int)ComputeTarget.Cloud ? truth.CloudCostUsd : _options.LocalCostUsd;
            var utility = (task.Value * _quality[task.Index][target] * task.Timeliness(Wait(target, now) + service))
                - (task.CostWeight * cost / _replay.MeanCloudCostUsd)
                - (_secondPrice[target] * service)
                - (truth.Fails[target] ? task.Value * 0.3 : 0.0)
                - (target == 0 && !telemetry.GpuUp ? 9.0 : 0.0);
            if (utility > highest)
            {
                (best, highest) = (target, utility);
            }
        }

        _tries[task.Index] = 1;
        return (ComputeTarget)best;
    }

    public void Ended(ReplayTask task, in AttemptEnd end) => _tries[task.Index]++;

    public void Reconsider(double now, Telemetry telemetry, List<Move> moves)
    {
        foreach (var target in Local)
        {
            var wait = 0.0;
            foreach (var running in World!.RunningOn((int)target))
            {
                wait += Math.Max(0.0, running.EndsAt - now);
            }

            foreach (var task in World.WaitingFor((int)target))
            {
                wait += _replay.Truths[task.Index].ServiceSeconds[(int)target];
                if (_tries[task.Index] < 3 && GainsOnCloud(task, target, now, wait))
                {
                    _tries[task.Index]++;
                    moves.Add(new Move(task, target, ComputeTarget.Cloud));
                }
            }
        }
    }

    private bool GainsOnCloud(ReplayTask task, ComputeTarget target, double now, double endsIn)
    {
        const int cloud = (int)ComputeTarget.Cloud;
        var (truth, quality, waited) = (_replay.Truths[task.Index], _quality[task.Index], now - task.ArrivesAt);
        if (waited > 2.0 * task.SlaSeconds)
        {
            return false;
        }

        var here = task.Value * quality[(int)target] * task.Timeliness(waited + (endsIn / (target == ComputeTarget.Gpu ? 1.3 : 1.0)));
        var there = (task.Value * quality[cloud] * task.Timeliness(waited + truth.ServiceSeconds[cloud]))
            - (task.CostWeight * truth.CloudCostUsd / _replay.MeanCloudCostUsd);
        return there > here && there > 0.0;
    }

    private double Wait(int target, double now)
    {
        if (target == (int)ComputeTarget.Cloud || (target == 0 && World!.RunningOn(0).Count < _options.Slots[0] && World.WaitingFor(0).IsEmpty))
        {
            return 0.0;
        }

        var wait = 0.0;
        foreach (var running in World!.RunningOn(target))
        {
            wait += Math.Max(0.0, running.EndsAt - now);
        }

        foreach (var task in World.WaitingFor(target))
        {
            wait += _replay.Truths[task.Index].ServiceSeconds[target];
        }

        // Two busy GPU slots get 1.3 times the work of one done.
        return target == 0 ? wait / 1.3 : wait;
    }

    private double ExpectedContention(int target) => (ComputeTarget)target switch
    {
        ComputeTarget.Gpu => World!.RunningOn(0).Count > 0 ? 1.0 / 0.8 : 1.0,
        ComputeTarget.Cpu => World!.RunningOn(2).Count > 0 ? 1.35 : 1.0,
        ComputeTarget.Quantized => World!.RunningOn(1).Count > 0 ? 1.35 : 1.0,
        _ => 1.0,
    };

    private static double[][] GroupMeans(Replay replay, WorldOptions options)
    {
        double Window(TaskTruth truth, int target) => Math.Min(1.0, options.ContextTokens[target] / truth.InputTokens);
        var means = replay.Truths.GroupBy(truth => truth.Group).ToDictionary(
            group => group.Key,
            group => Enumerable.Range(0, 4).Select(target => group.Average(truth => truth.Quality[target] / Window(truth, target))).ToArray());
        return [.. replay.Truths.Select(truth => means[truth.Group].Select((mean, target) => mean * Window(truth, target)).ToArray())];
    }
}
