namespace Orchestrator.Routing;

/// <summary>How much the bandit may explore.</summary>
public sealed record BanditSettings
{
    /// <summary>Share of decisions that are left to chance, 0 to 1.</summary>
    public double ExploreShare { get; init; } = 0.05;

    /// <summary>Most that exploration may cost beyond what the best candidate would have, USD in any hour.</summary>
    public double MaxUsdPerHour { get; init; } = 0.05;

    /// <summary>Most that an explored candidate's predicted latency may lie above the best one's, milliseconds.</summary>
    public double MaxExtraMs { get; init; } = 2_000;

    /// <summary>Utility, as a share of the task's value, that makes a candidate e times less likely to be explored.</summary>
    public double Temperature { get; init; } = 0.1;
}
