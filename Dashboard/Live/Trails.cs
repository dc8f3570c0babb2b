namespace Orchestrator.Dashboard;

/// <summary>One moment of one silo, for charts.</summary>
/// <param name="At">When it was sampled.</param>
/// <param name="Cpu">Percent.</param>
/// <param name="Ram">Percent.</param>
/// <param name="Gpu">Percent of the busiest GPU; null without one.</param>
/// <param name="Running">Tasks that hold a slot.</param>
/// <param name="Queued">Tasks that wait for one.</param>
public readonly record struct TrailPoint(DateTimeOffset At, double Cpu, double Ram, double? Gpu, int Running, int Queued);

/// <summary>The last ten minutes of every silo, as far as somebody watched. Thread-safe.</summary>
internal sealed class Trails
{
    public const int Capacity = 300;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue<TrailPoint>> _trails = [];

    public void Add(IReadOnlyList<SiloStatus> silos)
    {
        lock (_gate)
        {
            foreach (var gone in _trails.Keys.Except(silos.Select(silo => silo.Snapshot.Silo)).ToList()) _trails.Remove(gone);
            foreach (var silo in silos) Add(silo.Snapshot);
        }
    }

    /// <summary>The points of one silo, oldest first.</summary>
    public IReadOnlyList<TrailPoint> Of(string silo)
    {
        lock (_gate) return _trails.TryGetValue(silo, out var trail) ? [.. trail] : [];
    }

    private void Add(SiloSnapshot silo)
    {
        if (!_trails.TryGetValue(silo.Silo, out var trail)) _trails.Add(silo.Silo, trail = new Queue<TrailPoint>(Capacity));
        if (trail.Count > 0 && trail.Last().At >= silo.SampledAt) return;
        if (trail.Count == Capacity) trail.Dequeue();
        trail.Enqueue(new TrailPoint(
            silo.SampledAt, silo.CpuPercent, silo.RamPercent, silo.Gpus.Max(gpu => gpu.UtilizationPercent),
            silo.Engines.Sum(engine => engine.Running), silo.Engines.Sum(engine => engine.Queued)));
    }
}
