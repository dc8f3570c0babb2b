
namespace Orchestrator.Grains;

/// <summary>
/// The machine of <c>--simulate</c>: one GPU, and figures that follow the work the simulated engines hold.
/// Use grows in a straight line from <see cref="IdlePercent"/> with nothing running to <see cref="BusyPercent"/> with every slot taken.
/// </summary>
public sealed class SimulatedSampler : IResourceSampler
{
    /// <summary>CPU and GPU use with nothing running, percent.</summary>
    public const double IdlePercent = 6;

    /// <summary>
    /// CPU and GPU use with every slot taken, percent: under the default overload thresholds, so that a full simulated
    /// engine queues its work as a real one does and is not also closed to the router.
    /// </summary>
    public const double BusyPercent = 82;

    private const double GpuMemoryMb = 24 * 1024;
    private const double IdleGpuMemoryMb = 2 * 1024;
    private const double IdleRamPercent = 30;
    private const double BusyRamPercent = 60;

    private readonly Func<ComputeTarget, (int Running, int Slots)> _load;
    private readonly TimeProvider _time;

    /// <param name="load">Tasks that hold a slot, and slots in all, of this silo's engines for a target; (0, 0) where it has none.</param>
    /// <param name="time">The clock that stamps the sample.</param>
    public SimulatedSampler(Func<ComputeTarget, (int Running, int Slots)> load, TimeProvider time)
    {
        _load = load;
        _time = time;
    }

    /// <inheritdoc/>
    public ResourceSample Sample()
    {
        var cpu = Share(_load(ComputeTarget.Cpu), _load(ComputeTarget.Quantized));
        var gpu = Share(_load(ComputeTarget.Gpu));
        return new ResourceSample(
            Between(IdlePercent, BusyPercent, cpu),
            Between(IdleRamPercent, BusyRamPercent, cpu),
            CpuPressure: null,
            [
                new GpuSnapshot(
                    0, "Simulated GPU 24 GB", Between(IdlePercent, BusyPercent, gpu), Between(IdleGpuMemoryMb, GpuMemoryMb * 0.75, gpu),
                    GpuMemoryMb, Between(35, 70, gpu), Between(20, 250, gpu)),
            ],
            GpuDetail: null,
            _time.GetUtcNow(),
            Simulated: true);
    }

    private static double Share(params ReadOnlySpan<(int Running, int Slots)> loads)
    {
        int running = 0, slots = 0;
        foreach (var load in loads)
        {
            running += load.Running;
            slots += load.Slots;
        }
        return slots <= 0 ? 0 : Math.Clamp((double)running / slots, 0, 1);
    }

    private static double Between(double idle, double busy, double share) => Math.Round(idle + (busy - idle) * share, 1);
}
