using Orchestrator.Routing;

namespace Orchestrator.Cli.Bench;

/// <summary>Sends everything to one target.</summary>
internal sealed class ConstantRouter(ComputeTarget target, string name) : ISimulatedRouter
{
    public string Name => name;

    public ComputeTarget Decide(ReplayTask task, double now, Telemetry telemetry) => target;
}

/// <summary>Any target, each with the same probability.</summary>
internal sealed class RandomRouter(Random random) : ISimulatedRouter
{
    public string Name => "random";

    public ComputeTarget Decide(ReplayTask task, double now, Telemetry telemetry) => (ComputeTarget)random.Next(4);
}

/// <summary>One target after the other.</summary>
internal sealed class RoundRobinRouter : ISimulatedRouter
{
    private int _next;

    public string Name => "round robin";

    public ComputeTarget Decide(ReplayTask task, double now, Telemetry telemetry) => (ComputeTarget)(_next++ % 4);
}

/// <summary>The target with the fewest tasks per slot as telemetry last saw it.</summary>
internal sealed class LeastLoadedRouter(WorldOptions options, bool localOnly = false) : ISimulatedRouter
{
    public string Name => localOnly ? "all local" : "least loaded";

    public ComputeTarget Decide(ReplayTask task, double now, Telemetry telemetry)
    {
        var (best, load) = (ComputeTarget.Cpu, double.PositiveInfinity);
        for (var target = telemetry.GpuUp ? 0 : 1; target < (localOnly ? 3 : 4); target++)
        {
            var candidate = (double)telemetry.Pending[target] / options.Slots[target];
            if (candidate < load)
            {
                (best, load) = ((ComputeTarget)target, candidate);
            }
        }

        return best;
    }
}

/// <summary>Cloud with a fixed probability, else the least loaded machine at hand: the line every router must beat.</summary>
internal sealed class RandomMixRouter(double cloudShare, WorldOptions options, Random random) : ISimulatedRouter
{
    private readonly LeastLoadedRouter _local = new(options, localOnly: true);

    public string Name => "random mix";

    public ComputeTarget Decide(ReplayTask task, double now, Telemetry telemetry) =>
        random.NextDouble() < cloudShare ? ComputeTarget.Cloud : _local.Decide(task, now, telemetry);
}
