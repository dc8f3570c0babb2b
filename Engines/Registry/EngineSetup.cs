namespace Orchestrator.Engines;

/// <summary>The engines of one silo and what they need of their surroundings.</summary>
public sealed record EngineSetup
{
    /// <summary>The engines, in order of preference within a target.</summary>
    public required IReadOnlyList<EngineOptions> Engines { get; init; }

    /// <summary>Where keys are read from.</summary>
    public EngineEnvironment Environment { get; init; } = EngineEnvironment.Process;

    /// <summary>Folder for files engines write, such as the demo model.</summary>
    public string DataFolder { get; init; } = "./data";

    /// <summary>Time between two probes of an engine.</summary>
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest wait for a probe's answer.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(3);
}
