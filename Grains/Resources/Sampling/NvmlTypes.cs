using System.Runtime.InteropServices;

namespace Orchestrator.Grains;

/// <summary>The return codes this code tells apart.</summary>
internal static class NvmlResult
{
    public const int Success = 0;
    public const int Uninitialized = 1;
    public const int DriverNotLoaded = 9;
    public const int FunctionNotFound = 13;
    public const int GpuIsLost = 15;
    public const int LibraryVersionMismatch = 18;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NvmlUtilization
{
    public uint Gpu;
    public uint Memory;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NvmlMemory
{
    public ulong Total;
    public ulong Free;
    public ulong Used;
}

/// <summary>40 bytes; <see cref="Version"/> carries the size and the version number, and the driver refuses any other value.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NvmlMemoryV2
{
    public uint Version;
    public ulong Total;
    public ulong Reserved;
    public ulong Free;
    public ulong Used;
}
