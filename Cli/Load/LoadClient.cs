using System.Globalization;

namespace Orchestrator.Cli;

/// <summary>The requests of a load run.</summary>
internal sealed class LoadClient(ApiClient client)
{
    // System.Runtime's dotnet.process.cpu.time, by mode (user, system), as the Prometheus exporter writes it.
    private const string CpuTime = "dotnet_process_cpu_time";

    public async Task<Guid> SubmitAsync(byte[] body, CancellationToken cancellation) => (await client.SubmitAsync(body, cancellation)).Value.TaskId;

    public Task<LoadedTask> WaitAsync(Guid id, CancellationToken cancellation) => client.WaitAsync(id, LoadJson.Default.LoadedTask, cancellation);

    /// <summary>CPU time the server process has used so far; null when it does not tell.</summary>
    public async Task<TimeSpan?> ServerCpuAsync(CancellationToken cancellation) => ServerCpu(await client.MetricsAsync(cancellation));

    /// <summary>The sum over all modes.</summary>
    internal static TimeSpan? ServerCpu(string metrics)
    {
        double? seconds = null;
        foreach (var line in metrics.AsSpan().EnumerateLines())
        {
            if (!line.StartsWith(CpuTime, StringComparison.Ordinal))
                continue;
            // Behind the labels stands the value, and a timestamp may follow.
            var rest = line[(line.LastIndexOf('}') + 1)..].Trim();
            var end = rest.IndexOf(' ');
            if (double.TryParse(end < 0 ? rest : rest[..end], NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
                seconds = (seconds ?? 0) + value;
        }

        return seconds is { } sum ? TimeSpan.FromSeconds(sum) : null;
    }
}
