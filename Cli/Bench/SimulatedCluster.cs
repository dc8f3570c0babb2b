using Orchestrator.Routing;

namespace Orchestrator.Cli.Bench;

/// <summary>The reference world's machines as one silo would report them, and the router's view of them.</summary>
internal sealed class SimulatedCluster(WorldOptions options, string cloudModel)
{
    public const string Silo = "world";

    private static readonly DateTimeOffset SampledAt = DateTimeOffset.UnixEpoch;
    private readonly int[] _handedOut = new int[4];
    private readonly double[] _serviceMs = new double[4];
    private ClusterView _view = ClusterView.Empty;
    private Telemetry? _telemetry;

    /// <summary>The name of the engine that serves a target.</summary>
    public static string Engine(ComputeTarget target) => WireNames.Of(target).ToLowerInvariant();

    /// <summary>The model that a target serves.</summary>
    public static string Model(ComputeTarget target, string cloudModel) => target == ComputeTarget.Cloud ? cloudModel : Engine(target) + "-model";

    /// <summary>The view that follows from what telemetry says; built anew when it says something new.</summary>
    public ClusterView View(Telemetry telemetry)
    {
        if (ReferenceEquals(_telemetry, telemetry))
        {
            return _view;
        }

        _telemetry = telemetry;
        var ledger = TargetSet.All.ToDictionary(Engine, target => new EngineLoad(_handedOut[(int)target], 0, _serviceMs[(int)target]), StringComparer.Ordinal);
        return _view = ClusterView.Build([new SiloLoad(Report(telemetry), Stale: false, ledger)], new ViewSettings(), _view);
    }

    /// <summary>The engine of a target as the view has it.</summary>
    public EngineState EngineOf(ComputeTarget target) => _view.Find(Silo, Engine(target))!;

    public void Book(ComputeTarget target, double serviceMs) => Count(target, 1, serviceMs);

    public void Release(ComputeTarget target, double serviceMs) => Count(target, -1, -serviceMs);

    private void Count(ComputeTarget target, int tasks, double serviceMs)
    {
        _handedOut[(int)target] += tasks;
        _serviceMs[(int)target] += serviceMs;
        if (tasks > 0)
        {
            _view.Book(Silo, Engine(target), serviceMs);
        }
        else
        {
            _view.Release(Silo, Engine(target), -serviceMs);
        }
    }

    private SiloSnapshot Report(Telemetry telemetry) => new(
        Silo,
        Silo,
        [.. TargetSet.All.Select(Engine)],
        telemetry.CpuPercent,
        RamPercent: 50.0,
        CpuPressure: null,
        [new GpuSnapshot(0, "simulated", telemetry.GpuPercent, 4000.0, 8192.0, null, null)],
        GpuDetail: null,
        [.. TargetSet.All.Select(target => Report(target, telemetry))],
        SampledAt,
        Simulated: true,
        Draining: false);

    private EngineSnapshot Report(ComputeTarget target, Telemetry telemetry)
    {
        var (pending, slots, model) = (telemetry.Pending[(int)target], options.Slots[(int)target], Model(target, cloudModel));
        return new EngineSnapshot(
            Engine(target), target, "simulated", model, model, options.ContextTokens[(int)target], slots, Math.Min(pending, slots), Math.Max(0, pending - slots),
            Healthy: target != ComputeTarget.Gpu || telemetry.GpuUp, Detail: null, CircuitOpen: false, LoadedModels: [model]);
    }
}
