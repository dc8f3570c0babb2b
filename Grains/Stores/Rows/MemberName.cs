using System.Text;

namespace Orchestrator.Grains.Stores;

/// <summary>
/// The name of a member of a document. Compact documents hold its number instead, so the order below is part of what is on disk: a new name goes to the end, and none
/// ever leaves. The members of candidates come first: their numbers take one byte.
/// </summary>
internal sealed class MemberName
{
    private static readonly List<MemberName> Known = [];

    public static readonly MemberName
        Target = new("target"), Silo = new("silo"), Engine = new("engine"), Model = new("model"), EstimatedCostUsd = new("estimated_cost_usd"),
        EstimatedLatencyMs = new("estimated_latency_ms"), ExcludedBecause = new("excluded_because"), Score = new("score"), Terms = new("terms"), Name = new("name"),
        Weight = new("weight"), Value = new("value"), UtilizationPercent = new("utilization_percent"), Overloaded = new("overloaded"), WaitMs = new("wait_ms"),
        ServiceMs = new("service_ms"), SuccessRate = new("success_rate"), Forecast = new("forecast"), WaitSeconds = new("wait_seconds"),
        ServiceSeconds = new("service_seconds"), Deviation = new("deviation"), Success = new("success"), Quality = new("quality"), Error = new("error"),
        Confidence = new("confidence"), Reasoning = new("reasoning"), FallbackTarget = new("fallback_target"), Stage = new("stage"), Rule = new("rule"),
        PolicyVersion = new("policy_version"), Propensity = new("propensity"), MaxOutputTokens = new("max_output_tokens"), Candidates = new("candidates"),
        DecidedAt = new("decided_at"), EstimatedServiceMs = new("estimated_service_ms"), HedgeAfterMs = new("hedge_after_ms"), Snapshot = new("snapshot"),
        Shadow = new("shadow"), Cluster = new("cluster"), MaxLatencyMs = new("max_latency_ms"), SlaMs = new("sla_ms"), ReferenceCostUsd = new("reference_cost_usd"),
        GpuAvailable = new("gpu_available"), GpuUtilization = new("gpu_utilization"), GpuVramUsedMb = new("gpu_vram_used_mb"), CpuUtilization = new("cpu_utilization"),
        RamPercent = new("ram_percent"), Waiting = new("waiting"), Gpu = new("gpu"), Cpu = new("cpu"), Quantized = new("quantized"), Cloud = new("cloud"),
        Profile = new("profile"), Decision = new("decision"), Attempts = new("attempts"), Progress = new("progress"), Type = new("type"), Priority = new("priority"),
        IsBatch = new("is_batch"), ComplexityScore = new("complexity_score"), LatencySensitivity = new("latency_sensitivity"), CostSensitivity = new("cost_sensitivity"),
        EstimatedInputTokens = new("estimated_input_tokens"), EstimatedOutputTokens = new("estimated_output_tokens"), RequiresReasoning = new("requires_reasoning"),
        Characters = new("characters"), TextGain = new("text_gain"), EstimatedTokens = new("estimated_tokens"), StartedAt = new("started_at"),
        FinishedAt = new("finished_at"), Outcome = new("outcome"), CostUsd = new("cost_usd"), QueueMs = new("queue_ms"),
        TimeToFirstTokenMs = new("time_to_first_token_ms"), ChunksDone = new("chunks_done"), ChunksTotal = new("chunks_total");

    private readonly byte[] _utf8;

    private MemberName(string text)
    {
        (Text, Number, _utf8) = (text, Known.Count, Encoding.UTF8.GetBytes(text));
        Known.Add(this);
    }

    /// <summary>All names, each at its number.</summary>
    public static IReadOnlyList<MemberName> All => Known;

    public string Text { get; }

    public int Number { get; }

    public ReadOnlySpan<byte> Utf8 => _utf8;
}
