namespace Orchestrator.Cli.Bench;

/// <summary>What happens to the machines during a replay.</summary>
internal enum Scenario
{
    /// <summary>Nothing.</summary>
    Base,

    /// <summary>The GPU is down in the middle third.</summary>
    GpuDown,

    /// <summary>The cloud is six times slower in the middle third.</summary>
    CloudSlow,

    /// <summary>The cloud takes 15 requests a minute and refuses the rest.</summary>
    RateLimited,
}

/// <summary>Scenario names as they are written on the command line.</summary>
internal static class Scenarios
{
    public static Scenario Parse(string name) => name switch
    {
        "gpu_down" => Scenario.GpuDown,
        "cloud_slow" => Scenario.CloudSlow,
        "rate_limited" => Scenario.RateLimited,
        _ => Scenario.Base,
    };
}

/// <summary>A stretch of simulated time, seconds, its end not included.</summary>
internal readonly record struct Window(double From, double To)
{
    public bool Contains(double now) => From <= now && now < To;
}

/// <summary>The machines of the reference world. Arrays are indexed by compute target.</summary>
internal sealed record WorldOptions
{
    /// <summary>How many tasks each target works on at once.</summary>
    public int[] Slots { get; init; } = [2, 1, 1, 64];

    /// <summary>Context windows, tokens.</summary>
    public int[] ContextTokens { get; init; } = [8192, 4096, 4096, 1_000_000];

    /// <summary>How old telemetry may be before it is read again, seconds.</summary>
    public double TelemetryAge { get; init; } = 2.0;

    /// <summary>Cost of a run on own hardware, USD.</summary>
    public double LocalCostUsd { get; init; } = 1e-6;

    /// <summary>When the GPU fails everything; null for never.</summary>
    public Window? GpuDown { get; init; }

    /// <summary>When the cloud is slow; null for never.</summary>
    public Window? CloudSlow { get; init; }

    /// <summary>Factor on the cloud's service time in that window.</summary>
    public double CloudSlowFactor { get; init; } = 6.0;

    /// <summary>Requests a minute the cloud takes; null for any number.</summary>
    public double? CloudRequestsPerMinute { get; init; }

    /// <summary>The options of a scenario on a replay that ends at <paramref name="end"/> seconds.</summary>
    public static WorldOptions For(Scenario scenario, double end) => scenario switch
    {
        Scenario.GpuDown => new() { GpuDown = new Window(end / 3.0, 2.0 * end / 3.0) },
        Scenario.CloudSlow => new() { CloudSlow = new Window(end / 3.0, 2.0 * end / 3.0) },
        Scenario.RateLimited => new() { CloudRequestsPerMinute = 15.0 },
        _ => new(),
    };
}
