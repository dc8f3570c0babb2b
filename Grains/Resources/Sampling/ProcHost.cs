namespace Orchestrator.Grains;

/// <summary>The whole machine, from <c>/proc/stat</c> and <c>/proc/meminfo</c>.</summary>
internal sealed class ProcHost : IHostSource
{
    // user nice system idle iowait irq softirq steal; guest time follows and is already within user.
    private const int CountedFields = 8;
    private const int Idle = 3;
    private const int IoWait = 4;

    private readonly string _stat;
    private readonly string _memory;
    private (long Total, long Idle)? _before;

    public ProcHost(string root)
    {
        _stat = Path.Combine(root, "proc", "stat");
        _memory = Path.Combine(root, "proc", "meminfo");
    }

    /// <inheritdoc/>
    public double? CpuPercent()
    {
        Span<byte> buffer = stackalloc byte[TextFile.BufferSize];
        if (Parse(TextFile.Read(_stat, buffer)) is not { } now)
            return null;
        var before = _before;
        _before = now;
        if (before is not { } earlier || now.Total <= earlier.Total)
            return null;
        var total = (double)(now.Total - earlier.Total);
        return Math.Clamp(100 * (1 - (now.Idle - earlier.Idle) / total), 0, 100);
    }

    /// <inheritdoc/>
    public double? RamPercent()
    {
        Span<byte> buffer = stackalloc byte[TextFile.BufferSize];
        var text = TextFile.Read(_memory, buffer);
        if (TextFile.Field(text, "MemTotal"u8) is not { } total || total == 0)
            return null;
        return TextFile.Field(text, "MemAvailable"u8) is { } available ? Math.Clamp(100.0 * (total - available) / total, 0, 100) : null;
    }

    private static (long Total, long Idle)? Parse(ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith("cpu "u8))
            return null;
        var end = text.IndexOf((byte)'\n');
        var line = (end < 0 ? text : text[..end])[4..];
        long total = 0, idle = 0;
        var field = 0;
        foreach (var range in line.Split((byte)' '))
        {
            if (line[range].IsEmpty)
                continue;
            if (field == CountedFields)
                break;
            if (TextFile.FirstNumber(line[range]) is not { } ticks)
                return null;
            total += ticks;
            if (field is Idle or IoWait)
                idle += ticks;
            field++;
        }
        return field > Idle ? (total, idle) : null;
    }
}
