namespace Orchestrator.Engines;

/// <summary>How a guard behaves.</summary>
public sealed record EngineGuardOptions
{
    /// <summary>Longest silence, before the headers as well as between two reads of the body.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A key that must not appear in any message; null for none.</summary>
    public string? Secret { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
