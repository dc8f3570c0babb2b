using Orchestrator.Engines;
using Orleans.Runtime;

namespace Orchestrator.Grains;

/// <summary>Reads everything the router wants to know of this silo. Thread-safe.</summary>
internal sealed class SiloSnapshotReader(IResourceSampler sampler, EngineLanes lanes, SiloIdentity identity, ILocalSiloDetails silo, TimeProvider time)
{
    public SiloSnapshot Read()
    {
        var sample = sampler.Sample();
        return new SiloSnapshot(
            silo.SiloAddress.ToParsableString(),
            silo.Name,
            identity.Capabilities,
            sample.CpuPercent,
            sample.RamPercent,
            sample.CpuPressure,
            sample.Gpus,
            sample.GpuDetail,
            Engines(),
            sample.SampledAt,
            sample.Simulated,
            identity.IsDraining);
    }

    /// <summary>True when an engine's readiness, or the silo's, is not what <paramref name="snapshot"/> says.</summary>
    public bool EnginesChangedSince(SiloSnapshot snapshot)
    {
        if (snapshot.Draining != identity.IsDraining)
            return true;
        var now = Engines();
        return !now.Select(Readiness).SequenceEqual(snapshot.Engines.Select(Readiness));

        static (string Name, bool Healthy, bool CircuitOpen) Readiness(EngineSnapshot engine) => (engine.Name, engine.Healthy, engine.CircuitOpen);
    }

    private List<EngineSnapshot> Engines()
    {
        var now = time.GetUtcNow();
        var all = lanes.All.OrderBy(lane => lane.Options.Name, StringComparer.Ordinal).Select(lane => Snapshot(lane, now)).ToList();
        for (var i = 0; i < all.Count; i++)
        {
            // A standby engine steps in only where nothing else on this silo serves its target.
            if (lanes.Find(all[i].Name)!.Options.Standby && all[i].Healthy
                && all.Find(other => other.Target == all[i].Target && other.Healthy && !lanes.Find(other.Name)!.Options.Standby) is { } active)
                all[i] = all[i] with { Healthy = false, Detail = $"standby for {active.Name}" };
        }

        return all;
    }

    private static EngineSnapshot Snapshot(EngineLane lane, DateTimeOffset now)
    {
        var options = lane.Options;
        var health = lane.Engine.LastHealth;
        var closed = lane.Engine.Circuit.WhyClosedToWork(now);
        return new EngineSnapshot(
            options.Name,
            options.Target,
            options.Kind,
            options.ChatModel,
            options.EmbeddingModel,
            options.ContextTokens,
            options.Concurrency,
            lane.Queue.Running,
            lane.Queue.Queued,
            health.Healthy && closed is null,
            closed ?? health.Detail,
            closed is not null,
            health.LoadedModels);
    }
}
