using System.Runtime.InteropServices;

namespace Orchestrator.Grains;

/// <summary>The whole machine on Windows.</summary>
internal sealed partial class WindowsHost : IHostSource
{
    private (ulong Busy, ulong Total)? _before;

    /// <inheritdoc/>
    public double? CpuPercent()
    {
        // Kernel time holds the idle time.
        if (!GetSystemTimes(out var idle, out var kernel, out var user))
            return null;
        var now = (Busy: kernel + user - idle, Total: kernel + user);
        var before = _before;
        _before = now;
        return before is not { } earlier || now.Total <= earlier.Total
            ? null
            : Math.Clamp(100.0 * (now.Busy - earlier.Busy) / (now.Total - earlier.Total), 0, 100);
    }

    /// <inheritdoc/>
    public double? RamPercent()
    {
        var status = new MemoryStatus { Length = (uint)Marshal.SizeOf<MemoryStatus>() };
        return GlobalMemoryStatusEx(ref status) && status.TotalPhysical > 0
            ? 100.0 * (status.TotalPhysical - status.AvailablePhysical) / status.TotalPhysical
            : null;
    }

    [LibraryImport("kernel32.dll")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetSystemTimes(out ulong idle, out ulong kernel, out ulong user);

    [LibraryImport("kernel32.dll")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GlobalMemoryStatusEx(ref MemoryStatus status);

    /// <summary>MEMORYSTATUSEX, 64 bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct MemoryStatus
    {
        public uint Length;
        public uint MemoryLoad;
        public ulong TotalPhysical;
        public ulong AvailablePhysical;
        public ulong TotalPageFile;
        public ulong AvailablePageFile;
        public ulong TotalVirtual;
        public ulong AvailableVirtual;
        public ulong AvailableExtendedVirtual;
    }
}
