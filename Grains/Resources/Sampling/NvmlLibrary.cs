using System.Runtime.InteropServices;

namespace Orchestrator.Grains;

/// <summary>
/// The functions of one loaded <c>libnvidia-ml</c>. They are bound one by one, so that a driver that lacks some of them
/// (an old one, or the stub of a container image) still gives the figures it has; a missing function answers
/// <see cref="NvmlResult.FunctionNotFound"/>. Structures follow NVIDIA's NVML API reference.
/// </summary>
internal sealed unsafe class NvmlLibrary
{
    private readonly delegate* unmanaged<int> _init;
    private readonly delegate* unmanaged<int> _shutdown;
    private readonly delegate* unmanaged<int, byte*> _errorString;
    private readonly delegate* unmanaged<uint*, int> _deviceCount;
    private readonly delegate* unmanaged<uint, nint*, int> _deviceByIndex;
    private readonly delegate* unmanaged<nint, byte*, uint, int> _name;
    private readonly delegate* unmanaged<nint, NvmlUtilization*, int> _utilization;
    private readonly delegate* unmanaged<nint, NvmlMemory*, int> _memory;
    private readonly delegate* unmanaged<nint, NvmlMemoryV2*, int> _memoryV2;
    private readonly delegate* unmanaged<nint, uint, uint*, int> _temperature;
    private readonly delegate* unmanaged<nint, uint*, int> _power;

    public NvmlLibrary(nint handle)
    {
        _init = (delegate* unmanaged<int>)Find(handle, "nvmlInit_v2", "nvmlInit");
        _shutdown = (delegate* unmanaged<int>)Find(handle, "nvmlShutdown");
        _errorString = (delegate* unmanaged<int, byte*>)Find(handle, "nvmlErrorString");
        _deviceCount = (delegate* unmanaged<uint*, int>)Find(handle, "nvmlDeviceGetCount_v2", "nvmlDeviceGetCount");
        _deviceByIndex = (delegate* unmanaged<uint, nint*, int>)Find(handle, "nvmlDeviceGetHandleByIndex_v2", "nvmlDeviceGetHandleByIndex");
        _name = (delegate* unmanaged<nint, byte*, uint, int>)Find(handle, "nvmlDeviceGetName");
        _utilization = (delegate* unmanaged<nint, NvmlUtilization*, int>)Find(handle, "nvmlDeviceGetUtilizationRates");
        _memory = (delegate* unmanaged<nint, NvmlMemory*, int>)Find(handle, "nvmlDeviceGetMemoryInfo");
        _memoryV2 = (delegate* unmanaged<nint, NvmlMemoryV2*, int>)Find(handle, "nvmlDeviceGetMemoryInfo_v2");
        _temperature = (delegate* unmanaged<nint, uint, uint*, int>)Find(handle, "nvmlDeviceGetTemperature");
        _power = (delegate* unmanaged<nint, uint*, int>)Find(handle, "nvmlDeviceGetPowerUsage");
    }

    private static nint Find(nint library, string name, string? olderName = null) =>
        NativeLibrary.TryGetExport(library, name, out var function) || (olderName is not null && NativeLibrary.TryGetExport(library, olderName, out function))
            ? function
            : 0;

    public int Init() => _init is null ? NvmlResult.FunctionNotFound : _init();

    public void Shutdown()
    {
        if (_shutdown is not null)
            _ = _shutdown();
    }

    public string Describe(int result) => Marshal.PtrToStringUTF8(_errorString is null ? 0 : (nint)_errorString(result)) ?? $"error {result}";

    public int DeviceCount(out uint count)
    {
        fixed (uint* to = &count)
        {
            *to = 0;
            return _deviceCount is null ? NvmlResult.FunctionNotFound : _deviceCount(to);
        }
    }

    public int Device(uint index, out nint device)
    {
        fixed (nint* to = &device)
        {
            *to = 0;
            return _deviceByIndex is null ? NvmlResult.FunctionNotFound : _deviceByIndex(index, to);
        }
    }

    public string? Name(nint device)
    {
        const int Length = 96;
        var text = stackalloc byte[Length];
        return _name is not null && _name(device, text, Length) == NvmlResult.Success ? Marshal.PtrToStringUTF8((nint)text) : null;
    }

    /// <summary>Share of the last sample period in which a kernel ran, percent; null where it is not measured, as on a partitioned (MIG) GPU.</summary>
    public uint? Utilization(nint device)
    {
        NvmlUtilization rates;
        return _utilization is not null && _utilization(device, &rates) == NvmlResult.Success ? rates.Gpu : null;
    }

    /// <summary>VRAM in use and in all, bytes. The second version leaves out what the driver keeps for itself.</summary>
    public (ulong Used, ulong Total)? Memory(nint device)
    {
        var newer = new NvmlMemoryV2 { Version = (uint)sizeof(NvmlMemoryV2) | (2u << 24) };
        if (_memoryV2 is not null && _memoryV2(device, &newer) == NvmlResult.Success)
            return (newer.Used, newer.Total);
        NvmlMemory memory;
        return _memory is not null && _memory(device, &memory) == NvmlResult.Success ? (memory.Used, memory.Total) : null;
    }

    /// <summary>Core temperature, degrees Celsius.</summary>
    public uint? Temperature(nint device)
    {
        uint degrees;
        return _temperature is not null && _temperature(device, 0, &degrees) == NvmlResult.Success ? degrees : null;
    }

    /// <summary>Board power, milliwatts.</summary>
    public uint? Power(nint device)
    {
        uint milliwatts;
        return _power is not null && _power(device, &milliwatts) == NvmlResult.Success ? milliwatts : null;
    }
}
