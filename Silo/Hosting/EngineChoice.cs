using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Engines;
using Orchestrator.Grains;
using Orchestrator.Routing;

namespace Orchestrator.Silo;

/// <summary>The engines this silo runs, and the capabilities it is tagged with.</summary>
/// <param name="Running">Engines whose target this silo has.</param>
/// <param name="Capabilities">Lower-case target names.</param>
internal sealed record EngineChoice(IReadOnlyList<EngineOptions> Running, IReadOnlyList<string> Capabilities)
{
    private const string OwnSimulation = "engines.simulated.yaml";

    /// <summary>Reads <c>engines.yaml</c>, or takes the simulated engines, and keeps what this silo can run.</summary>
    /// <exception cref="ConfigurationException">The file is missing or invalid.</exception>
    public static EngineChoice Load(SiloSettings settings)
    {
        var all = settings.Simulate ? Simulated(settings) : Read(settings, "engines.yaml");
        var capabilities = settings.Capabilities ?? Detect(settings, all);
        var running = all.Where(engine => capabilities.Contains(Capability(engine.Target))).ToList();
        return new EngineChoice(running, capabilities);
    }

    /// <summary>A GPU makes a silo a GPU silo; for the rest it has what it has engines for.</summary>
    private static string[] Detect(SiloSettings settings, IReadOnlyList<EngineOptions> engines) =>
    [
        .. engines.Select(engine => engine.Target).Distinct()
            .Where(target => target != ComputeTarget.Gpu || settings.Simulate || HasGpu())
            .Select(Capability),
    ];

    /// <summary>A file of one's own takes the place of the simulated engines: simulated machines, with engines that a benchmark or a test controls.</summary>
    private static IReadOnlyList<EngineOptions> Simulated(SiloSettings settings) => File.Exists(Path.Combine(settings.PoliciesDirectory, OwnSimulation))
        ? Read(settings, OwnSimulation)
        : EngineFile.Simulated(settings.SimulateScale * EngineFile.DemoScale);

    private static List<EngineOptions> Read(SiloSettings settings, string file)
    {
        var path = Path.Combine(settings.PoliciesDirectory, file);
        if (!File.Exists(path))
            throw new ConfigurationException($"{path} is missing.");
        var (engines, errors) = EngineFile.Parse(File.ReadAllText(path), new EngineEnvironment(variable => settings.EngineVariables.GetValueOrDefault(variable)) { CustomKinds = [.. OwnEngines.Kinds.Keys] });
        return errors.Count == 0
            ? [.. engines]
            : throw new ConfigurationException($"{path} cannot be used:{string.Concat(errors.Select(error => $"{Environment.NewLine}  {error}"))}");
    }

    private static bool HasGpu()
    {
        using var sampler = new GpuSampler(TimeProvider.System, NullLogger<GpuSampler>.Instance);
        return sampler.Read().Count > 0;
    }

    private static string Capability(ComputeTarget target) => WireNames.Of(target).ToLowerInvariant();
}
