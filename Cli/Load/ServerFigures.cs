using System.Globalization;

namespace Orchestrator.Cli;

/// <summary>What a server says it has spent so far. Differences of two are what a run has cost.</summary>
/// <param name="Cpu">CPU time of the process; null when it does not tell.</param>
/// <param name="AllocatedBytes">Bytes allocated on its heap; null when it does not tell.</param>
/// <param name="Stages">The same by stage of a task's path.</param>
internal sealed record ServerFigures(TimeSpan? Cpu, double? AllocatedBytes, IReadOnlyDictionary<string, (double CpuSeconds, double Bytes)> Stages)
{
    // Names of System.Runtime's and of our counters, as the Prometheus exporter writes them.
    private const string CpuTime = "dotnet_process_cpu_time", Allocated = "dotnet_gc_heap_total_allocated";
    private const string StageCpu = "orchestrator_stage_cpu_seconds_total", StageBytes = "orchestrator_stage_allocated_bytes_total";

    /// <summary>Reads Prometheus' text format; the figures of all label sets of a counter add up.</summary>
    public static ServerFigures Parse(string metrics)
    {
        double? cpu = null, allocated = null;
        Dictionary<string, (double CpuSeconds, double Bytes)> stages = [];
        foreach (var line in metrics.AsSpan().EnumerateLines())
        {
            if (Value(line) is not { } value)
                continue;
            if (line.StartsWith(CpuTime, StringComparison.Ordinal))
                cpu = (cpu ?? 0) + value;
            else if (line.StartsWith(Allocated, StringComparison.Ordinal))
                allocated = (allocated ?? 0) + value;
            else if (line.StartsWith(StageCpu, StringComparison.Ordinal) && Stage(line) is { } counted)
                stages[counted] = stages.GetValueOrDefault(counted) with { CpuSeconds = value };
            else if (line.StartsWith(StageBytes, StringComparison.Ordinal) && Stage(line) is { } sized)
                stages[sized] = stages.GetValueOrDefault(sized) with { Bytes = value };
        }

        return new ServerFigures(cpu is { } seconds ? TimeSpan.FromSeconds(seconds) : null, allocated, stages);
    }

    /// <summary>What was spent since <paramref name="before"/>.</summary>
    public ServerFigures Since(ServerFigures before) => new(
        Cpu - before.Cpu,
        AllocatedBytes - before.AllocatedBytes,
        Stages.ToDictionary(
            stage => stage.Key,
            stage => before.Stages.GetValueOrDefault(stage.Key) is var then
                ? (stage.Value.CpuSeconds - then.CpuSeconds, stage.Value.Bytes - then.Bytes)
                : stage.Value));

    /// <summary>Behind the labels stands the value, and a timestamp may follow.</summary>
    private static double? Value(ReadOnlySpan<char> line)
    {
        if (line.IsEmpty || line[0] == '#')
            return null;
        var labels = line.LastIndexOf('}');
        var rest = (labels >= 0 ? line[(labels + 1)..] : line[(line.IndexOf(' ') + 1)..]).Trim();
        var end = rest.IndexOf(' ');
        return double.TryParse(end < 0 ? rest : rest[..end], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    private static string? Stage(ReadOnlySpan<char> line)
    {
        const string Label = "stage=\"";
        var start = line.IndexOf(Label, StringComparison.Ordinal);
        if (start < 0)
            return null;
        var rest = line[(start + Label.Length)..];
        return rest[..Math.Max(0, rest.IndexOf('"'))].ToString();
    }
}
