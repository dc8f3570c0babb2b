namespace Orchestrator.Routing;

/// <summary>The fields a rule may test, by the names policies use.</summary>
public static class RuleFields
{
    /// <summary>All field names, in the order explanations list them.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "task_type", "priority", "is_batch", "complexity_score", "latency_sensitivity", "cost_sensitivity", "estimated_tokens", "requires_reasoning",
        "gpu_available", "gpu_utilization", "gpu_vram_used_mb", "cpu_utilization", "ram_percent",
        "queue_depth_gpu", "queue_depth_cpu", "queue_depth_quantized", "queue_depth_cloud", "hour_of_day",
    ];
}
