namespace Orchestrator.Grains;

/// <summary>Reads the real machine: <see cref="HostSampler"/> for CPU and memory, <see cref="GpuSampler"/> for the GPUs.</summary>
public sealed class MachineSampler : IResourceSampler
{
    // A CPU share over a shorter window is noise, and several readers (the resource grain, the metrics endpoint) may ask at once.
    private static readonly TimeSpan _reuse = TimeSpan.FromMilliseconds(250);

    private readonly HostSampler _host;
    private readonly GpuSampler _gpus;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private ResourceSample? _last;
    private long _lastRead;

    public MachineSampler(HostSampler host, GpuSampler gpus, TimeProvider time)
    {
        _host = host;
        _gpus = gpus;
        _time = time;
    }

    /// <inheritdoc/>
    public ResourceSample Sample()
    {
        lock (_lock)
        {
            if (_last is not null && _time.GetElapsedTime(_lastRead) < _reuse)
                return _last;
            var host = _host.Read();
            var gpus = _gpus.Read();
            _lastRead = _time.GetTimestamp();
            _last = new ResourceSample(
                host.CpuPercent, host.RamPercent, host.CpuPressure, gpus, _gpus.Unavailable, _time.GetUtcNow(), Simulated: false);
            return _last;
        }
    }
}
