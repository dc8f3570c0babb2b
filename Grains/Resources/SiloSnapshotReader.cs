
namespace Orchestrator.Grains;

/// <summary>Reads everything the router wants to know of this silo. Thread-safe.</summary>
internal sealed class SiloSnapshotReader(IResourceSampler sampler, EngineLanes lanes, SiloIdentity identity, ILocalSiloDetails silo)
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

    private EngineSnapshot[] Engines() => [.. lanes.All.OrderBy(lane => lane.Options.Name, StringComparer.Ordinal).Select(Snapshot)];

    private static EngineSnapshot Snapshot(EngineLane lane)
    {
        var options = lane.Options;
        var availability = lane.Engine.Availability;
        return new EngineSnapshot(
            options.Name,
            options.Target,
            options.Kind,
            lane.Engine.ChatModel,
            lane.Engine.EmbeddingModel,
            options.ContextTokens,
            options.Concurrency,
            lane.Queue.Running,
            lane.Queue.Queued,
            availability.TakesWork,
            availability.Detail,
            !lane.Engine.Circuit.Status.TakesWork,
            lane.Engine.LastHealth.LoadedModels);
    }
}
