namespace Orchestrator.Engines;

/// <summary>Whether an engine takes work now.</summary>
/// <param name="TakesWork">True when it does.</param>
/// <param name="Detail">Why not, or a note; null when there is nothing to say.</param>
public readonly record struct EngineAvailability(bool TakesWork, string? Detail);

/// <summary>An engine of this silo with what is known about it. Thread-safe.</summary>
public sealed class RegisteredEngine
{
    private static readonly EngineHealth _unknown = new(false, "not probed yet", []);
    private readonly EngineRegistry _registry;
    private volatile EngineHealth _lastHealth = _unknown;

    internal RegisteredEngine(EngineRegistry registry, IEngine engine, EngineCircuit circuit)
    {
        _registry = registry;
        Engine = engine;
        Circuit = circuit;
    }

    public IEngine Engine { get; }

    public EngineCircuit Circuit { get; }

    public EngineOptions Options => Engine.Options;

    /// <summary>The latest probe's finding; unhealthy until the first one came back.</summary>
    public EngineHealth LastHealth => _lastHealth;

    /// <summary>The model that generates text; null when it has none, or has not got it at hand.</summary>
    public string? ChatModel => AtHand(Options.ChatModel);

    /// <summary>The model that embeds; null when it has none, or has not got it at hand.</summary>
    public string? EmbeddingModel => AtHand(Options.EmbeddingModel);

    /// <summary>Health, circuit and standby in one answer: what telemetry reports to the router.</summary>
    public EngineAvailability Availability
    {
        get
        {
            var own = OwnAvailability;
            return own.TakesWork && Options.Standby && _registry.Covering(this) is { } other
                ? new EngineAvailability(false, $"standing by for {other.Options.Name}")
                : own;
        }
    }

    internal EngineAvailability OwnAvailability
    {
        get
        {
            var health = _lastHealth;
            if (!health.Healthy)
                return new EngineAvailability(false, health.Detail);
            var circuit = Circuit.Status;
            return new EngineAvailability(circuit.TakesWork, circuit.Detail ?? health.Detail);
        }
    }

    private string? AtHand(string? model) => model is not null && _lastHealth.MissingModels?.Contains(model) == true ? null : model;

    internal bool Observe(EngineHealth health)
    {
        bool changed = health.Healthy != _lastHealth.Healthy || (!health.Healthy && health.Detail != _lastHealth.Detail);
        _lastHealth = health;
        Circuit.Observe(health);
        return changed;
    }
}
