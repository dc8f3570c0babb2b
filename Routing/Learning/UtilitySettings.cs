namespace Orchestrator.Routing;

/// <summary>How the expected-utility model weighs what it forecasts.</summary>
public sealed record UtilitySettings
{
    /// <summary>Utility a busy second costs those who come later, by target, before it is learned.</summary>
    public TargetFigures SecondPrice { get; init; } = new(0.01, 0.001, 0.001, 0.0);

    /// <summary>Share of a task's value by which a move must be better than staying.</summary>
    public double MoveGain { get; init; } = 0.02;

    /// <summary>Targets a task is sent to at most, moves included.</summary>
    public int MaxSent { get; init; } = 3;

    /// <summary>False: what waits stays where it is.</summary>
    public bool Rescue { get; init; } = true;
}
