namespace Orchestrator.Routing;

/// <summary>
/// What a decision sees of the machines. Everything but the count of outstanding tasks is fixed when the view is built, which the router does for each telemetry push;
/// <see cref="Book"/> and <see cref="Release"/> keep the counts right in between, in constant time. Not thread safe: one router, one thread.
/// </summary>
public sealed class ClusterView
{
    private readonly EngineState[][] _byTarget;
    private readonly EngineRanking[] _usable;
    private readonly Dictionary<(string Silo, string Engine), EngineState> _byName;
    private readonly int[] _waiting = new int[TargetSet.All.Count];
    private long _bookings;

    private ClusterView(EngineState[] engines, ViewSettings settings, ClusterView? previous)
    {
        Engines = engines;
        Settings = settings;
        _bookings = previous?._bookings ?? 0;
        _byTarget = TargetSet.All.Select(target => engines.Where(engine => engine.Target == target).ToArray()).ToArray();
        _byName = engines.ToDictionary(engine => (engine.Silo, engine.Name));
        for (var i = 0; i < engines.Length; i++)
        {
            var engine = engines[i];
            engine.Number = i;
            if (engine.Unusable is null)
                _waiting[(int)engine.Target] += engine.Waiting;
            if (previous?.Find(engine.Silo, engine.Name) is { } before)
                engine.LastBooked = before.LastBooked;
        }

        _usable = _byTarget.Select(all => new EngineRanking(all.Where(engine => engine.Unusable is null))).ToArray();
    }

    /// <summary>A view of no machines.</summary>
    public static ClusterView Empty { get; } = Build([], new ViewSettings());

    /// <summary>All engines, also unusable ones, ordered by silo and name.</summary>
    public IReadOnlyList<EngineState> Engines { get; }

    /// <summary>The thresholds it was built with.</summary>
    public ViewSettings Settings { get; }

    /// <summary>True when some GPU engine takes work.</summary>
    public bool GpuAvailable { get; private init; }

    /// <summary>Percent, of the least busy machine with a usable GPU engine; 100 without one.</summary>
    public double GpuUtilization { get; private init; }

    /// <summary>MiB in use on the GPU with the least in use; 0 without one.</summary>
    public double GpuVramUsedMb { get; private init; }

    /// <summary>Percent, of the least busy machine with a usable CPU or QUANTIZED engine, or of any machine when none has one; 0 without machines.</summary>
    public double CpuUtilization { get; private init; }

    /// <summary>Percent, of the machine with the most memory free; 0 without machines.</summary>
    public double RamPercent { get; private init; }

    /// <summary>
    /// Builds a view. <paramref name="previous"/> is the view it replaces, so that equal silos go on taking turns across a rebuild.
    /// </summary>
    public static ClusterView Build(IReadOnlyList<SiloLoad> silos, ViewSettings settings, ClusterView? previous = null)
    {
        ArgumentNullException.ThrowIfNull(silos);
        ArgumentNullException.ThrowIfNull(settings);
        var engines = new List<EngineState>();
        foreach (var silo in silos.OrderBy(silo => silo.Snapshot.Silo, StringComparer.Ordinal))
        foreach (var engine in silo.Snapshot.Engines.OrderBy(engine => engine.Name, StringComparer.Ordinal))
            engines.Add(State(silo, engine, settings));

        var usable = engines.Where(engine => engine.Unusable is null).ToLookup(engine => engine.Silo, engine => engine.Target);
        var fresh = silos.Where(silo => !silo.Stale).Select(silo => silo.Snapshot).ToArray();
        var gpu = fresh.Where(silo => usable[silo.Silo].Contains(ComputeTarget.Gpu)).ToArray();
        var local = fresh.Where(silo => usable[silo.Silo].Any(target => target is ComputeTarget.Cpu or ComputeTarget.Quantized)).ToArray();
        var memory = gpu.SelectMany(silo => silo.Gpus).Select(device => device.MemoryUsedMb).OfType<double>().ToArray();
        return new ClusterView([.. engines], settings, previous)
        {
            GpuAvailable = gpu.Length > 0,
            GpuUtilization = engines.Where(engine => engine is { Unusable: null, Target: ComputeTarget.Gpu }).Select(engine => engine.UtilizationPercent).DefaultIfEmpty(100).Min(),
            GpuVramUsedMb = memory.DefaultIfEmpty(0).Min(),
            CpuUtilization = (local.Length > 0 ? local : fresh).Select(silo => silo.CpuPercent).DefaultIfEmpty(0).Min(),
            RamPercent = fresh.Select(silo => silo.RamPercent).DefaultIfEmpty(0).Min(),
        };
    }

    /// <summary>All of this in one value, for rules, trees and the log.</summary>
    public ClusterFigures Figures => new(
        GpuAvailable, GpuUtilization, GpuVramUsedMb, CpuUtilization, RamPercent, new TargetFigures(_waiting[0], _waiting[1], _waiting[2], _waiting[3]));

    /// <summary>Tasks waiting for a slot of <paramref name="target"/>, over all its usable engines.</summary>
    public int QueueDepth(ComputeTarget target) => _waiting[(int)target];

    /// <summary>The engines of <paramref name="target"/>, usable or not.</summary>
    public ReadOnlySpan<EngineState> EnginesOf(ComputeTarget target) => _byTarget[(int)target];

    /// <summary>The engines of <paramref name="target"/> that take work, the one to use next first.</summary>
    public ReadOnlySpan<EngineState> UsableEnginesOf(ComputeTarget target) => _usable[(int)target].BestFirst;

    /// <summary>One engine; null when the view does not know it.</summary>
    public EngineState? Find(string silo, string engine) => _byName.GetValueOrDefault((silo, engine));

    /// <summary>Counts a task that was just handed out. <paramref name="serviceMs"/>: its expected service time. Without effect on an unknown engine.</summary>
    public void Book(string silo, string engine, double serviceMs = 0)
    {
        if (Find(silo, engine) is not { } state)
            return;
        Add(state, 1, serviceMs, ++_bookings);
    }

    /// <summary>Counts a booked task out again; <paramref name="serviceMs"/> as it was booked. Without effect on an unknown engine.</summary>
    public void Release(string silo, string engine, double serviceMs = 0)
    {
        if (Find(silo, engine) is { } state)
            Add(state, -1, -serviceMs, state.LastBooked);
    }

    /// <summary>The same view with the engines of <paramref name="target"/> counted as calm: for asking what would be decided then. Bookings are not shared.</summary>
    internal ClusterView WithoutOverload(ComputeTarget target)
    {
        var engines = Engines.Select(engine => engine.Target == target ? engine.Calm() : engine).ToArray();
        return new ClusterView(engines, Settings, this)
        {
            GpuAvailable = GpuAvailable,
            GpuUtilization = GpuUtilization,
            GpuVramUsedMb = GpuVramUsedMb,
            CpuUtilization = CpuUtilization,
            RamPercent = RamPercent,
        };
    }

    private void Add(EngineState engine, int tasks, double serviceMs, long lastBooked)
    {
        var ranking = engine.Unusable is null ? _usable[(int)engine.Target] : null;
        var (place, waiting) = (ranking?.PlaceOf(engine) ?? 0, engine.Waiting);
        engine.Add(tasks, serviceMs);
        engine.LastBooked = lastBooked;
        if (ranking is null)
            return;
        ranking.Reorder(place);
        _waiting[(int)engine.Target] += engine.Waiting - waiting;
    }

    private static EngineState State(SiloLoad silo, EngineSnapshot engine, ViewSettings settings)
    {
        var snapshot = silo.Snapshot;
        double? utilization = engine.Target switch
        {
            ComputeTarget.Gpu => snapshot.Gpus.Select(device => device.UtilizationPercent).Where(percent => percent is not null).DefaultIfEmpty(null).Min(),
            ComputeTarget.Cloud => null,
            _ => snapshot.CpuPercent,
        };
        var unusable = silo.Stale ? $"{snapshot.Name} has not reported lately"
            : snapshot.Draining ? $"{snapshot.Name} is shutting down"
            : engine.CircuitOpen ? $"{engine.Name} on {snapshot.Name} failed too often and is held back{Because(engine.Detail)}"
            : !engine.Healthy ? $"{engine.Name} on {snapshot.Name} is not healthy{Because(engine.Detail)}"
            : null;
        var overloaded = engine.Target switch
        {
            ComputeTarget.Gpu => utilization > settings.GpuOverloadPercent,
            ComputeTarget.Cpu => utilization > settings.CpuOverloadPercent,
            _ => false,
        };
        return new EngineState(engine, snapshot, silo.Engines.GetValueOrDefault(engine.Name), utilization, unusable, overloaded);
    }

    private static string Because(string? detail) => string.IsNullOrWhiteSpace(detail) ? "" : $" ({detail})";
}
