using System.Text.Json;

namespace Orchestrator.Grains.Stores;

/// <summary>The members of a decision, in the order in which the serializer writes them.</summary>
internal static class DecisionMembers
{
    public static void Of(Utf8JsonWriter json, RoutingDecision decision)
    {
        json.Write("target"u8, decision.Target);
        json.Write("silo"u8, decision.Silo);
        json.Write("engine"u8, decision.Engine);
        json.Write("model"u8, decision.Model);
        json.Write("estimated_cost_usd"u8, decision.EstimatedCostUsd);
        json.Write("estimated_latency_ms"u8, decision.EstimatedLatencyMs);
        json.Write("confidence"u8, decision.Confidence);
        json.Write("reasoning"u8, decision.Reasoning);
        json.Write("fallback_target"u8, decision.FallbackTarget);
        json.Write("stage"u8, decision.Stage);
        json.Write("rule"u8, decision.Rule);
        json.Write("policy_version"u8, decision.PolicyVersion);
        json.Write("propensity"u8, decision.Propensity);
        json.Write("max_output_tokens"u8, decision.MaxOutputTokens);
        json.WriteAll("candidates"u8, decision.Candidates, Of);
        json.Write("decided_at"u8, decision.DecidedAt);
        json.Write("estimated_service_ms"u8, decision.EstimatedServiceMs);
        json.Write("hedge_after_ms"u8, decision.HedgeAfterMs);
        json.Write("snapshot"u8, decision.Snapshot, Of);
        json.Write("shadow"u8, decision.Shadow, Of);
    }

    private static void Of(Utf8JsonWriter json, CandidateAssessment candidate)
    {
        json.Write("target"u8, candidate.Target);
        json.Write("silo"u8, candidate.Silo);
        json.Write("engine"u8, candidate.Engine);
        json.Write("model"u8, candidate.Model);
        json.Write("excluded_because"u8, candidate.ExcludedBecause);
        json.Write("estimated_cost_usd"u8, candidate.EstimatedCostUsd);
        json.Write("estimated_latency_ms"u8, candidate.EstimatedLatencyMs);
        json.Write("score"u8, candidate.Score);
        json.WriteAll("terms"u8, candidate.Terms, Of);
    }

    private static void Of(Utf8JsonWriter json, ScoreTerm term)
    {
        json.Write("name"u8, term.Name);
        json.Write("weight"u8, term.Weight);
        json.Write("value"u8, term.Value);
    }

    private static void Of(Utf8JsonWriter json, DecisionSnapshot snapshot)
    {
        json.Write("cluster"u8, snapshot.Cluster, Of);
        json.Write("max_latency_ms"u8, snapshot.MaxLatencyMs);
        json.Write("sla_ms"u8, snapshot.SlaMs);
        json.Write("reference_cost_usd"u8, snapshot.ReferenceCostUsd);
        json.WriteAll("candidates"u8, snapshot.Candidates, Of);
    }

    private static void Of(Utf8JsonWriter json, ClusterFigures cluster)
    {
        json.Write("gpu_available"u8, cluster.GpuAvailable);
        json.Write("gpu_utilization"u8, cluster.GpuUtilization);
        json.Write("gpu_vram_used_mb"u8, cluster.GpuVramUsedMb);
        json.Write("cpu_utilization"u8, cluster.CpuUtilization);
        json.Write("ram_percent"u8, cluster.RamPercent);
        json.Write("waiting"u8, cluster.Waiting, Of);
    }

    private static void Of(Utf8JsonWriter json, TargetFigures figures)
    {
        json.Write("gpu"u8, figures.Gpu);
        json.Write("cpu"u8, figures.Cpu);
        json.Write("quantized"u8, figures.Quantized);
        json.Write("cloud"u8, figures.Cloud);
    }

    private static void Of(Utf8JsonWriter json, CandidateSnapshot candidate)
    {
        json.Write("target"u8, candidate.Target);
        json.Write("utilization_percent"u8, candidate.UtilizationPercent);
        json.Write("overloaded"u8, candidate.Overloaded);
        json.Write("wait_ms"u8, candidate.WaitMs);
        json.Write("service_ms"u8, candidate.ServiceMs);
        json.Write("success_rate"u8, candidate.SuccessRate);
        json.Write("forecast"u8, candidate.Forecast, Of);
    }

    private static void Of(Utf8JsonWriter json, OutcomeForecast forecast)
    {
        json.Write("wait_seconds"u8, forecast.WaitSeconds);
        json.Write("service_seconds"u8, forecast.ServiceSeconds);
        json.Write("deviation"u8, forecast.Deviation);
        json.Write("success"u8, forecast.Success);
        json.Write("quality"u8, forecast.Quality);
    }

    private static void Of(Utf8JsonWriter json, ShadowDecision shadow)
    {
        json.Write("target"u8, shadow.Target);
        json.Write("stage"u8, shadow.Stage);
        json.Write("policy_version"u8, shadow.PolicyVersion);
        json.Write("estimated_cost_usd"u8, shadow.EstimatedCostUsd);
        json.Write("estimated_latency_ms"u8, shadow.EstimatedLatencyMs);
    }
}
