namespace Orchestrator.Grains;

/// <summary>One level of the unified hierarchy: <c>cpu.max</c>, <c>cpu.stat</c>, <c>memory.max</c>, <c>memory.current</c>.</summary>
internal sealed class ControlGroupV2(string folder, TimeProvider time) : IHostSource
{
    private readonly string _cpuMax = Path.Combine(folder, "cpu.max");
    private readonly string _cpuStat = Path.Combine(folder, "cpu.stat");
    private readonly string _memoryMax = Path.Combine(folder, "memory.max");
    private readonly string _memoryCurrent = Path.Combine(folder, "memory.current");
    private readonly string _memoryStat = Path.Combine(folder, "memory.stat");
    private readonly CpuQuotaMeter _meter = new(time);

    /// <inheritdoc/>
    public double? CpuPercent()
    {
        if (Processors() is not { } processors)
            return _meter.Percent(null, null);
        Span<byte> buffer = stackalloc byte[TextFile.BufferSize];
        return _meter.Percent(TextFile.Field(TextFile.Read(_cpuStat, buffer), "usage_usec"u8) / 1e6, processors);
    }

    /// <inheritdoc/>
    public double? RamPercent()
    {
        if (TextFile.Number(_memoryMax) is not (> 0 and var limit) || TextFile.Number(_memoryCurrent) is not { } current)
            return null;
        Span<byte> buffer = stackalloc byte[TextFile.BufferSize];
        return WorkingSet.Percent(current, TextFile.Field(TextFile.Read(_memoryStat, buffer), "inactive_file"u8), limit);
    }

    // "150000 100000": microseconds of CPU in each period; "max 100000" without a limit.
    private double? Processors()
    {
        Span<byte> buffer = stackalloc byte[64];
        var text = TextFile.Read(_cpuMax, buffer);
        var blank = text.IndexOf((byte)' ');
        return blank > 0 && TextFile.FirstNumber(text) is > 0 and var quota && TextFile.FirstNumber(text[blank..]) is > 0 and var period
            ? (double)quota / period
            : null;
    }
}

/// <summary>Memory a control group cannot give back.</summary>
internal static class WorkingSet
{
    /// <summary>
    /// Percent of the limit. File pages not used lately are left out: the kernel drops them before it stops a process,
    /// and a group that has read a large model file is not short of memory.
    /// </summary>
    public static double Percent(long current, long? inactiveFile, long limit) =>
        Math.Clamp(100.0 * Math.Max(0, current - (inactiveFile ?? 0)) / limit, 0, 100);
}
