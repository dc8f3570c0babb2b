using System.Text.Json;

namespace Orchestrator.Grains;

/// <summary>What the router saves: a text, so that every storage provider keeps it the same way.</summary>
[GenerateSerializer, Alias("RouterState")]
public sealed class RouterState
{
    /// <summary>Statistics as JSON; null before the first save.</summary>
    [Id(0)] public string? Statistics { get; set; }

    /// <summary>What the learned stages know, ratings included, as JSON; null before the first save.</summary>
    [Id(1)] public string? Learned { get; set; }

    internal void Keep(OutcomeStatistics statistics, UtilityState learned) =>
        (Statistics, Learned) = (JsonSerializer.Serialize(statistics.Snapshot()), JsonSerializer.Serialize(learned));

    internal static UtilityState? RestoreLearned(RouterState state) => state.Learned is { } json ? JsonSerializer.Deserialize<UtilityState>(json) : null;

    internal static OutcomeStatistics Restore(RouterState state, ServicePriors priors) => new(
        priors,
        restored: state.Statistics is { } json ? JsonSerializer.Deserialize<OutcomeStatisticsSnapshot>(json) : null);
}

/// <summary>Names of grain storage providers.</summary>
public static class OrchestratorStorage
{
    /// <summary>Where grains keep small state: statistics, weights, models.</summary>
    public const string SmallState = "small";
}
