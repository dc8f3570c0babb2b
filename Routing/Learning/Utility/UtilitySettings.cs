namespace Orchestrator.Routing;

/// <summary>How the expected-utility model weighs what it forecasts.</summary>
public sealed record UtilitySettings
{
    /// <summary>Utility that a busy second of an engine costs those who come later, by target, under the default weights of cost.</summary>
    public TargetFigures SecondPrice { get; init; } = new(0.02, 0.002, 0.002, 0.0);

    /// <summary>Share of a task's value by which a move must be better than staying.</summary>
    public double MoveGain { get; init; } = 0.02;

    /// <summary>How often a task is sent somewhere at most, fallbacks and moves included.</summary>
    public int MaxSent { get; init; } = 3;

    /// <summary>False: what waits stays where it is.</summary>
    public bool Rescue { get; init; } = true;

    /// <summary>Mean cost of a task on the cloud before any was estimated, USD.</summary>
    public double ReferenceCostUsd { get; init; } = 0.0001;

    /// <summary>Below this confidence the stage declines, 0 to 1.</summary>
    public double MinConfidence { get; init; } = 0.6;
}
