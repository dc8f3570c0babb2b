using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Orchestrator.Grains;

/// <summary>
/// Reads the NVIDIA GPUs of this machine through NVML. Whatever is missing (the library, the driver, a GPU, a figure) is an
/// answer and never an exception; a driver that appears or fails later is noticed within <see cref="RetryAfter"/>.
/// </summary>
public sealed partial class GpuSampler : IDisposable
{
    /// <summary>How long a machine without a working driver is left alone before it is asked again.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);

    private const double BytesPerMb = 1024 * 1024;

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly Dictionary<nint, string> _names = [];
    private readonly HashSet<uint> _lost = [];
    private NvmlLibrary? _library;
    private bool _initialized;
    private bool _disposed;
    private long? _triedAt;
    private volatile string? _unavailable;

    public GpuSampler(TimeProvider time, ILogger<GpuSampler> logger)
        : this(time, logger, libraryPath: null)
    {
    }

    /// <param name="time">The clock that spaces the retries.</param>
    /// <param name="logger">Where a driver or a GPU that comes or goes is written; null for nowhere.</param>
    /// <param name="libraryPath">Path of the NVML library; null for the system's own.</param>
    internal GpuSampler(TimeProvider time, ILogger? logger, string? libraryPath)
    {
        _time = time;
        _logger = logger ?? NullLogger.Instance;
        _path = libraryPath ?? (OperatingSystem.IsWindows() ? "nvml.dll" : "libnvidia-ml.so.1");
    }

    /// <summary>Why the last <see cref="Read"/> gave no GPU, in one sentence for people; null when it gave some.</summary>
    public string? Unavailable => _unavailable;

    /// <summary>The GPUs that answer now, by index. Thread-safe.</summary>
    public IReadOnlyList<GpuSnapshot> Read()
    {
        lock (_lock)
        {
            if (!_initialized && !TryStart())
                return [];
            var result = _library!.DeviceCount(out var count);
            if (result == NvmlResult.Success)
                return ReadDevices(count);
            Stop();
            Report(Explain(result));
            return [];
        }
    }

    private List<GpuSnapshot> ReadDevices(uint count)
    {
        var gpus = new List<GpuSnapshot>((int)count);
        string? refused = null;
        for (uint index = 0; index < count; index++)
        {
            var result = _library!.Device(index, out var device);
            var memory = result == NvmlResult.Success ? _library.Memory(device) : null;
            var utilization = result == NvmlResult.Success ? _library.Utilization(device) : null;
            // A GPU that fell off the bus may keep its handle and answer nothing more.
            if (memory is null && utilization is null)
            {
                refused = $"GPU {index} does not answer ({_library.Describe(result == NvmlResult.Success ? NvmlResult.GpuIsLost : result)}).";
                if (_lost.Add(index))
                    LogGpuLost(index, refused);
                continue;
            }
            if (_lost.Remove(index))
                LogGpuBack(index);
            gpus.Add(Snapshot(index, device, utilization, memory));
        }
        Report(gpus.Count > 0 ? null : refused ?? "The NVIDIA driver is loaded but reports no GPU.");
        return gpus;
    }

    private GpuSnapshot Snapshot(uint index, nint device, uint? utilization, (ulong Used, ulong Total)? memory)
    {
        if (!_names.TryGetValue(device, out var name))
            _names[device] = name = _library!.Name(device) ?? $"NVIDIA GPU {index}";
        return new GpuSnapshot(
            (int)index,
            name,
            utilization,
            memory?.Used / BytesPerMb,
            memory?.Total / BytesPerMb,
            _library!.Temperature(device),
            _library.Power(device) / 1000.0);
    }

    private bool TryStart()
    {
        if (_disposed || (_triedAt is { } tried && _time.GetElapsedTime(tried) < RetryAfter))
            return false;
        _triedAt = _time.GetTimestamp();
        if (_library is null && !TryLoad())
            return false;
        var result = _library!.Init();
        if (result != NvmlResult.Success)
        {
            Report(Explain(result));
            return false;
        }
        _names.Clear();
        return _initialized = true;
    }

    private bool TryLoad()
    {
        try
        {
            // Never unloaded: the driver's library starts threads of its own.
            _library = new NvmlLibrary(NativeLibrary.Load(_path));
            return true;
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            Report(IsPresentButBroken(e)
                ? $"{Path.GetFileName(_path)} is not a library that this process can load; the NVIDIA driver needs to be installed again."
                : $"No NVIDIA driver is installed ({Path.GetFileName(_path)} was not found).");
            return false;
        }
    }

    // The loader reports both cases with one exception type on Linux; only its text says whether a file was there.
    private bool IsPresentButBroken(Exception e) =>
        e is BadImageFormatException || File.Exists(_path)
        || e.Message.Contains("ELF", StringComparison.Ordinal) || e.Message.Contains("file too short", StringComparison.Ordinal);

    private string Explain(int result) => result switch
    {
        NvmlResult.DriverNotLoaded => "The NVIDIA driver is installed but not loaded.",
        NvmlResult.LibraryVersionMismatch => "The NVIDIA driver and its library have different versions; the machine needs a restart after the driver's update.",
        NvmlResult.FunctionNotFound => "The NVIDIA driver is too old for NVML.",
        _ => $"The NVIDIA driver does not answer ({_library!.Describe(result)}).",
    };

    private void Report(string? unavailable)
    {
        if (unavailable == _unavailable)
            return;
        _unavailable = unavailable;
        if (unavailable is null)
            LogGpusAvailable();
        else
            LogNoGpu(unavailable);
    }

    private void Stop()
    {
        if (_initialized)
            _library!.Shutdown();
        _initialized = false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            Stop();
        }
    }
}
