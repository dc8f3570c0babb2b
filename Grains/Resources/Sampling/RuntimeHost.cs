namespace Orchestrator.Grains;

/// <summary>What the .NET runtime itself knows, where the system gives nothing better: this process's CPU time, and memory as the collector sees it.</summary>
internal sealed class RuntimeHost(TimeProvider time)
{
    private readonly CpuQuotaMeter _meter = new(time);

    /// <summary>This process's share of all processors since the call before, 0 to 100; null on the first call.</summary>
    public double? CpuPercent() =>
        OperatingSystem.IsBrowser() || OperatingSystem.IsIOS() || OperatingSystem.IsTvOS()
            ? null
            : _meter.Percent(Environment.CpuUsage.TotalTime.TotalSeconds, Environment.ProcessorCount);

    /// <summary>Percent of the memory available to this process, 0 to 100.</summary>
    public static double RamPercent()
    {
        var memory = GC.GetGCMemoryInfo();
        // The load is that of the last collection; before the first there is only the process's own working set.
        var used = memory.MemoryLoadBytes > 0 ? memory.MemoryLoadBytes : Environment.WorkingSet;
        return memory.TotalAvailableMemoryBytes <= 0 ? 0 : Math.Clamp(100.0 * used / memory.TotalAvailableMemoryBytes, 0, 100);
    }
}
