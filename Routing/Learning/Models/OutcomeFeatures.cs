namespace Orchestrator.Routing;

/// <summary>
/// What the outcome trees are told of a task and a target: the seed's fourteen features, the type, the deadline, what the text lets expect, and the forecast the trees
/// are to correct.
/// </summary>
public static class OutcomeFeatures
{
    /// <summary>Names in the order of the figures; a model file that was trained on others is refused.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "complexity_score", "input_tokens", "latency_sensitivity", "cost_sensitivity", "is_batch", "cpu_utilization", "gpu_utilization", "gpu_vram_used_mb", "ram_percent",
        "gpu_available", "queue_depth_gpu", "queue_depth_cpu", "queue_depth_quantized", "queue_depth_cloud",
        "is_chat", "is_summarization", "is_classification", "is_embedding", "is_reasoning", "is_batch_summarization",
        "sla_seconds", "text_gain", "wait_seconds", "service_seconds", "latency_over_sla",
    ];

    /// <summary>How many there are.</summary>
    public static int Count => Names.Count;

    /// <summary>Writes the features of one task at one target. Allocates nothing.</summary>
    /// <param name="profile">The task.</param>
    /// <param name="machines">The machines.</param>
    /// <param name="slaSeconds">The latency to measure it against, seconds.</param>
    /// <param name="forecast">What is expected at the target without the trees.</param>
    /// <param name="features">Gets <see cref="Count"/> figures.</param>
    public static void Write(TaskProfile profile, in ClusterFigures machines, double slaSeconds, in UtilityForecast forecast, Span<float> features)
    {
        ArgumentNullException.ThrowIfNull(profile);
        features[0] = (float)profile.ComplexityScore;
        features[1] = profile.EstimatedInputTokens;
        features[2] = (float)profile.LatencySensitivity;
        features[3] = (float)profile.CostSensitivity;
        features[4] = profile.IsBatch ? 1 : 0;
        features[5] = (float)machines.CpuUtilization;
        features[6] = (float)machines.GpuUtilization;
        features[7] = (float)machines.GpuVramUsedMb;
        features[8] = (float)machines.RamPercent;
        features[9] = machines.GpuAvailable ? 1 : 0;
        for (var target = 0; target < 4; target++)
            features[10 + target] = (float)machines.Waiting[(ComputeTarget)target];
        for (var type = 0; type < 6; type++)
            features[14 + type] = (int)profile.Type == type ? 1 : 0;
        features[20] = (float)slaSeconds;
        features[21] = (float)(profile.TextGain ?? 0.0);
        features[22] = (float)forecast.WaitSeconds;
        features[23] = (float)forecast.ServiceSeconds;
        features[24] = (float)((forecast.WaitSeconds + forecast.ServiceSeconds) / slaSeconds);
    }
}
