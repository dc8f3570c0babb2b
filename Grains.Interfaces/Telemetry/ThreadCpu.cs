using System.Runtime.InteropServices;

namespace Orchestrator.Grains.Interfaces;

/// <summary>CPU time of the calling thread, which .NET does not tell.</summary>
internal static partial class ThreadCpu
{
    private const int ThreadCpuClock = 3;

    /// <summary>Nanoseconds; 0 on systems other than Linux.</summary>
    public static long Now() =>
        OperatingSystem.IsLinux() && GetTime(ThreadCpuClock, out var time) == 0 ? (time.Seconds * 1_000_000_000L) + time.Nanoseconds : 0;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
