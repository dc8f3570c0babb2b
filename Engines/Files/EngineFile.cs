using Orchestrator.Routing;

namespace Orchestrator.Engines;

/// <summary>Reads <c>engines.yaml</c>.</summary>
public static class EngineFile
{
    /// <summary>Scale at which simulated engines are pleasant to watch: ratios are true, waits are a fiftieth.</summary>
    public const double DemoScale = SimulatedProfiles.DemoScale;

    /// <summary>Kinds that are built in.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["llama", "ollama", "openai", "simulated"];

    /// <summary>Reads and validates the whole file.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="environment">Overrides: <c>OLLAMA_BASE_URL GPU_MODEL CPU_MODEL CLOUD_MODEL</c>.</param>
    /// <returns>The engines, empty when there is any error; all errors at once.</returns>
    public static (IReadOnlyList<EngineOptions> Engines, IReadOnlyList<PolicyError> Errors) Parse(string text, EngineEnvironment environment) =>
        new EngineFileReader(environment).Read(text);

    /// <summary>Four simulated engines, one per target, named after the real defaults.</summary>
    /// <param name="latencyScale">Factor on every wait; 0 answers at once, for load tests.</param>
    public static IReadOnlyList<EngineOptions> Simulated(double latencyScale = DemoScale) => SimulatedProfiles.Engines(latencyScale);
}
