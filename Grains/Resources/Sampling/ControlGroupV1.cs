namespace Orchestrator.Grains;

/// <summary>One level of the older hierarchies, in which CPU and memory are mounted apart.</summary>
internal sealed class ControlGroupV1 : IHostSource
{
    // "No limit" is a huge number rounded to a page; no machine has an exabyte.
    private const long NoLimit = 1L << 60;

    private readonly string _folder;
    private readonly string? _usage;
    private readonly CpuQuotaMeter? _meter;

    private ControlGroupV1(string folder, string? usage, CpuQuotaMeter? meter)
    {
        _folder = folder;
        _usage = usage;
        _meter = meter;
    }

    public static ControlGroupV1 Cpu(string folder, string usageFile, TimeProvider time) => new(folder, usageFile, new CpuQuotaMeter(time));

    public static ControlGroupV1 Memory(string folder) => new(folder, null, null);

    /// <inheritdoc/>
    public double? CpuPercent()
    {
        if (_meter is null)
            return null;
        // A quota of -1 means no limit, and is no number here.
        var quota = TextFile.Number(Path.Combine(_folder, "cpu.cfs_quota_us"));
        var period = TextFile.Number(Path.Combine(_folder, "cpu.cfs_period_us"));
        var processors = quota is > 0 && period is > 0 ? (double)quota / period : null;
        return _meter.Percent(processors is null ? null : TextFile.Number(_usage!) / 1e9, processors);
    }

    /// <inheritdoc/>
    public double? RamPercent()
    {
        if (_meter is not null
            || TextFile.Number(Path.Combine(_folder, "memory.limit_in_bytes")) is not (> 0 and < NoLimit and var limit)
            || TextFile.Number(Path.Combine(_folder, "memory.usage_in_bytes")) is not { } used)
            return null;
        Span<byte> buffer = stackalloc byte[TextFile.BufferSize];
        return WorkingSet.Percent(used, TextFile.Field(TextFile.Read(Path.Combine(_folder, "memory.stat"), buffer), "total_inactive_file"u8), limit);
    }
}
