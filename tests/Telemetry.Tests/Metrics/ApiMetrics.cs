using System.Diagnostics.Metrics;

namespace Orchestrator.Telemetry.Tests.Metrics;

/// <summary>The metrics of the wire contract, and the instrument each of them must be to come out under its name.</summary>
internal static class ApiMetrics
{
    /// <summary>The seven that the first version of this system had; their names are fixed.</summary>
    public static readonly string[] Seed =
    [
        "orchestrator_tasks_total", "orchestrator_tasks_by_target", "orchestrator_avg_latency_ms", "orchestrator_cost_saved_usd_total",
        "orchestrator_cpu_percent", "orchestrator_gpu_percent", "orchestrator_ram_percent",
    ];

    public static readonly string[] Histograms =
        ["orchestrator_task_duration_seconds", "orchestrator_routing_duration_seconds", "orchestrator_time_to_first_token_seconds"];

    public static readonly string[] Others =
        ["orchestrator_queue_depth", "orchestrator_circuit_open", "orchestrator_fallbacks_total", "orchestrator_tokens_total", "orchestrator_cost_usd_total"];

    /// <summary>Where a task's CPU time and memory go: for whoever makes the path cheaper, not for the one on call.</summary>
    public static readonly string[] Stages = ["orchestrator_stage_cpu_seconds_total", "orchestrator_stage_allocated_bytes_total"];

    /// <summary>Every name that may stand in a query: histograms also by their three series.</summary>
    public static IEnumerable<string> Queryable =>
        [.. Seed, .. Others, .. Stages, .. Histograms.SelectMany(name => new[] { name + "_bucket", name + "_sum", name + "_count" })];

    /// <summary>Creates and uses each instrument once.</summary>
    public static void Record(Meter meter)
    {
        meter.CreateCounter<long>("orchestrator_tasks_total").Add(3, Label("status", "COMPLETED"));
        meter.CreateUpDownCounter<long>("orchestrator_tasks_by_target").Add(3, Label("target", "GPU"));
        meter.CreateGauge<double>("orchestrator_avg_latency_ms").Record(12.5, Label("target", "GPU"));
        meter.CreateCounter<double>("orchestrator_cost_saved_usd_total").Add(0.25);
        foreach (var name in new[] { "orchestrator_cpu_percent", "orchestrator_gpu_percent", "orchestrator_ram_percent" })
            meter.CreateObservableGauge(name, () => new Measurement<double>(42, Label("silo", "S127.0.0.1:11111:1")));
        meter.CreateHistogram<double>("orchestrator_task_duration_seconds", "s").Record(0.3, Label("target", "GPU"), Label("outcome", "completed"));
        meter.CreateHistogram<double>("orchestrator_routing_duration_seconds", "s").Record(0.00002, Label("stage", "rule"));
        meter.CreateHistogram<double>("orchestrator_time_to_first_token_seconds", "s").Record(0.04, Label("target", "GPU"));
        meter.CreateObservableGauge("orchestrator_queue_depth", () => new Measurement<long>(2, Label("target", "GPU")));
        meter.CreateObservableGauge("orchestrator_circuit_open", () => new Measurement<long>(1, Label("target", "GPU"), Label("model", "phi3:mini")));
        meter.CreateCounter<long>("orchestrator_fallbacks_total").Add(1, Label("from", "GPU"), Label("to", "CPU"), Label("reason", "timed_out"));
        meter.CreateCounter<long>("orchestrator_tokens_total").Add(17, Label("target", "GPU"), Label("direction", "output"));
        meter.CreateCounter<double>("orchestrator_cost_usd_total").Add(0.01, Label("target", "CLOUD"));
        meter.CreateObservableCounter("orchestrator_stage_cpu_seconds_total", () => new Measurement<double>(0.5, Label("stage", "accept")));
        meter.CreateObservableCounter("orchestrator_stage_allocated_bytes_total", () => new Measurement<double>(4096, Label("stage", "accept")));
    }

    public static KeyValuePair<string, object?> Label(string name, string value) => new(name, value);
}
