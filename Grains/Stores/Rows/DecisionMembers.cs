namespace Orchestrator.Grains.Stores;

/// <summary>The members of a decision, in the order in which the serializer writes them.</summary>
internal static class DecisionMembers
{
    public static void Of(DocumentWriter to, RoutingDecision decision)
    {
        to.Write(MemberName.Target, decision.Target);
        to.Write(MemberName.Silo, decision.Silo);
        to.Write(MemberName.Engine, decision.Engine);
        to.Write(MemberName.Model, decision.Model);
        to.Write(MemberName.EstimatedCostUsd, decision.EstimatedCostUsd);
        to.Write(MemberName.EstimatedLatencyMs, decision.EstimatedLatencyMs);
        to.Write(MemberName.Confidence, decision.Confidence);
        to.Write(MemberName.Reasoning, decision.Reasoning);
        to.Write(MemberName.FallbackTarget, decision.FallbackTarget);
        to.Write(MemberName.Stage, decision.Stage);
        to.Write(MemberName.Rule, decision.Rule);
        to.Write(MemberName.PolicyVersion, decision.PolicyVersion);
        to.Write(MemberName.Propensity, decision.Propensity);
        to.Write(MemberName.MaxOutputTokens, decision.MaxOutputTokens);
        to.WriteAll(MemberName.Candidates, decision.Candidates, Of);
        to.Write(MemberName.DecidedAt, decision.DecidedAt);
        to.Write(MemberName.EstimatedServiceMs, decision.EstimatedServiceMs);
        to.Write(MemberName.HedgeAfterMs, decision.HedgeAfterMs);
        to.Write(MemberName.Snapshot, decision.Snapshot, Of);
        to.Write(MemberName.Shadow, decision.Shadow, Of);
    }

    private static void Of(DocumentWriter to, CandidateAssessment candidate)
    {
        to.Write(MemberName.Target, candidate.Target);
        to.Write(MemberName.Silo, candidate.Silo);
        to.Write(MemberName.Engine, candidate.Engine);
        to.Write(MemberName.Model, candidate.Model);
        to.Write(MemberName.ExcludedBecause, candidate.ExcludedBecause);
        to.Write(MemberName.EstimatedCostUsd, candidate.EstimatedCostUsd);
        to.Write(MemberName.EstimatedLatencyMs, candidate.EstimatedLatencyMs);
        to.Write(MemberName.Score, candidate.Score);
        to.WriteAll(MemberName.Terms, candidate.Terms, Of);
    }

    private static void Of(DocumentWriter to, ScoreTerm term)
    {
        to.Write(MemberName.Name, term.Name);
        to.Write(MemberName.Weight, term.Weight);
        to.Write(MemberName.Value, term.Value);
    }

    private static void Of(DocumentWriter to, DecisionSnapshot snapshot)
    {
        to.Write(MemberName.Cluster, snapshot.Cluster, Of);
        to.Write(MemberName.MaxLatencyMs, snapshot.MaxLatencyMs);
        to.Write(MemberName.SlaMs, snapshot.SlaMs);
        to.Write(MemberName.ReferenceCostUsd, snapshot.ReferenceCostUsd);
        to.WriteAll(MemberName.Candidates, snapshot.Candidates, Of);
    }

    private static void Of(DocumentWriter to, ClusterFigures cluster)
    {
        to.Write(MemberName.GpuAvailable, cluster.GpuAvailable);
        to.Write(MemberName.GpuUtilization, cluster.GpuUtilization);
        to.Write(MemberName.GpuVramUsedMb, cluster.GpuVramUsedMb);
        to.Write(MemberName.CpuUtilization, cluster.CpuUtilization);
        to.Write(MemberName.RamPercent, cluster.RamPercent);
        to.Write(MemberName.Waiting, cluster.Waiting, Of);
    }

    private static void Of(DocumentWriter to, TargetFigures figures)
    {
        to.Write(MemberName.Gpu, figures.Gpu);
        to.Write(MemberName.Cpu, figures.Cpu);
        to.Write(MemberName.Quantized, figures.Quantized);
        to.Write(MemberName.Cloud, figures.Cloud);
    }

    private static void Of(DocumentWriter to, CandidateSnapshot candidate)
    {
        to.Write(MemberName.Target, candidate.Target);
        to.Write(MemberName.UtilizationPercent, candidate.UtilizationPercent);
        to.Write(MemberName.Overloaded, candidate.Overloaded);
        to.Write(MemberName.WaitMs, candidate.WaitMs);
        to.Write(MemberName.ServiceMs, candidate.ServiceMs);
        to.Write(MemberName.SuccessRate, candidate.SuccessRate);
        to.Write(MemberName.Forecast, candidate.Forecast, Of);
    }

    private static void Of(DocumentWriter to, OutcomeForecast forecast)
    {
        to.Write(MemberName.WaitSeconds, forecast.WaitSeconds);
        to.Write(MemberName.ServiceSeconds, forecast.ServiceSeconds);
        to.Write(MemberName.Deviation, forecast.Deviation);
        to.Write(MemberName.Success, forecast.Success);
        to.Write(MemberName.Quality, forecast.Quality);
    }

    private static void Of(DocumentWriter to, ShadowDecision shadow)
    {
        to.Write(MemberName.Target, shadow.Target);
        to.Write(MemberName.Stage, shadow.Stage);
        to.Write(MemberName.PolicyVersion, shadow.PolicyVersion);
        to.Write(MemberName.EstimatedCostUsd, shadow.EstimatedCostUsd);
        to.Write(MemberName.EstimatedLatencyMs, shadow.EstimatedLatencyMs);
    }
}
