namespace Orchestrator.Engines;

/// <summary>How quickly a circuit opens and how long it keeps work away.</summary>
public sealed record CircuitOptions
{
    /// <summary>Faults in a row that open the circuit, at least 1.</summary>
    public int FaultsToOpen { get; init; } = 3;

    /// <summary>First time it stays open; each opening in a row doubles it.</summary>
    public TimeSpan FirstOpening { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The doubling stops here.</summary>
    public TimeSpan LongestOpening { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Hold after a rate limit whose answer did not say for how long.</summary>
    public TimeSpan DefaultRetryAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A trial that has not reported after this long is taken for lost, and another may start.</summary>
    public TimeSpan LongestTrial { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Daily quotas start anew at midnight here.</summary>
    public TimeZoneInfo QuotaZone { get; init; } = TimeZoneInfo.Utc;
}

/// <summary>State of a circuit breaker.</summary>
public enum CircuitState
{
    /// <summary>Work flows.</summary>
    Closed,

    /// <summary>No work until <see cref="CircuitStatus.Until"/>, or until a probe finds the engine healthy.</summary>
    Open,

    /// <summary>One trial at a time decides whether it closes.</summary>
    HalfOpen,
}

/// <summary>A circuit at one moment.</summary>
/// <param name="State">Its state.</param>
/// <param name="TakesWork">True when <see cref="EngineCircuit.TryEnter"/> would let a call in now.</param>
/// <param name="Until">When an open circuit lets a trial in; null when closed.</param>
/// <param name="Detail">Why it is not closed; null when it is.</param>
public readonly record struct CircuitStatus(CircuitState State, bool TakesWork, DateTimeOffset? Until, string? Detail);
