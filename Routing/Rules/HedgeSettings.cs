namespace Orchestrator.Routing;

/// <summary>
/// When an URGENT task gets a second attempt beside the first: once the first holds its slot for longer than 95 of 100 attempts there took to their first token, and has none.
/// </summary>
public sealed record HedgeSettings
{
    /// <summary>Off: one attempt at a time.</summary>
    public static HedgeSettings Off { get; } = new();

    public bool Enabled { get; init; }

    /// <summary>Attempts that must be known of an engine, model and task type before one of them is hedged, 1 to 400.</summary>
    public int MinSamples { get; init; } = 20;

    /// <summary>A second attempt never starts sooner than this after the first got its slot, milliseconds.</summary>
    public double MinWaitMs { get; init; } = 50;
}
