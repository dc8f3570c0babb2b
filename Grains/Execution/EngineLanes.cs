using System.Collections.Frozen;
using Microsoft.Extensions.Options;
using Orchestrator.Engines;

namespace Orchestrator.Grains;

/// <summary>All engines of this silo, each with its queue. Thread-safe.</summary>
internal sealed class EngineLanes(EngineRegistry registry, IOptions<OrchestratorOptions> options, TimeProvider time)
{
    private readonly FrozenDictionary<string, EngineLane> _lanes = registry.Engines.ToFrozenDictionary(
        engine => engine.Engine.Options.Name,
        engine => new EngineLane(engine, TimeSpan.FromSeconds(options.Value.AgingStepSec), time));

    public IReadOnlyCollection<EngineLane> All => _lanes.Values;

    public EngineLane? Find(string engine) => _lanes.GetValueOrDefault(engine);

    public void Cancel(Guid taskId, int attemptNumber)
    {
        foreach (var lane in _lanes.Values)
            lane.Cancel(taskId, attemptNumber);
    }

    /// <summary>Stops every attempt, so that its task can run it elsewhere.</summary>
    public void HandOn()
    {
        foreach (var lane in _lanes.Values)
            lane.Close();
    }

    /// <summary>Tasks that run on this silo, and the slots there are, for one target.</summary>
    public (int Running, int Slots) Load(ComputeTarget target)
    {
        var (running, slots) = (0, 0);
        foreach (var lane in _lanes.Values.Where(lane => lane.Options.Target == target))
            (running, slots) = (running + lane.Queue.Running, slots + lane.Queue.Slots);
        return (running, slots);
    }
}
