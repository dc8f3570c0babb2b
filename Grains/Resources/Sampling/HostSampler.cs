namespace Orchestrator.Grains;

/// <summary>
/// CPU and memory of the machine, or of the container where that is tighter. Linux is read from <c>/proc</c> and the control
/// groups, Windows from its kernel; anything else, and any file that cannot be read, falls to what the runtime knows.
/// </summary>
public sealed class HostSampler
{
    private readonly List<IHostSource> _sources;
    private readonly RuntimeHost _fallback;
    private readonly PressureFile? _pressure;
    private readonly Lock _lock = new();
    private double _lastCpu;
    private bool _machineAnswers;

    public HostSampler(TimeProvider time)
        : this(time, OperatingSystem.IsLinux() ? "/" : null)
    {
    }

    /// <param name="time">The clock that CPU shares are measured against.</param>
    /// <param name="root">The folder that holds <c>proc</c> and <c>sys</c>; null on a system without them.</param>
    internal HostSampler(TimeProvider time, string? root)
    {
        _fallback = new RuntimeHost(time);
        if (root is not null)
        {
            _pressure = new PressureFile(root);
            _sources = [new ProcHost(root), .. ControlGroups.Find(root, time)];
        }
        else
        {
            _sources = OperatingSystem.IsWindows() ? [new WindowsHost()] : [];
        }
        _fallback.CpuPercent();
        foreach (var source in _sources)
            source.CpuPercent();
    }

    /// <summary>
    /// The use since the call before (the first call: since construction). Thread-safe. When no time has passed the CPU share is that of the call before.
    /// </summary>
    public HostFigures Read()
    {
        lock (_lock)
        {
            double? cpu = null, ram = null;
            foreach (var source in _sources)
            {
                cpu = Tighter(cpu, source.CpuPercent());
                ram = Tighter(ram, source.RamPercent());
            }
            // Asked each time, so that its window is the same as the others' when it is needed.
            var process = _fallback.CpuPercent();
            _machineAnswers |= cpu is not null;
            _lastCpu = cpu ?? (_machineAnswers ? null : process) ?? _lastCpu;
            return new HostFigures(_lastCpu, ram ?? RuntimeHost.RamPercent(), _pressure?.Read());
        }
    }

    private static double? Tighter(double? one, double? other) => one is null ? other : other is null ? one : Math.Max(one.Value, other.Value);
}
