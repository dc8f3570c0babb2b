namespace Orchestrator.Gateway;

/// <summary>Every silo.</summary>
internal sealed record ResourceList(IReadOnlyList<SiloDetails> Silos);

/// <summary>One silo, as it last reported itself.</summary>
internal sealed record SiloDetails(
    string Silo,
    string Name,
    IReadOnlyList<string> Capabilities,
    double CpuPercent,
    double RamPercent,
    double? CpuPressurePercent,
    IReadOnlyList<GpuDetails> Gpus,
    string? GpuDetail,
    IReadOnlyList<EngineDetails> Engines,
    DateTime SampledAt,
    long SampleAgeMs,
    bool Stale,
    bool Draining,
    bool Simulated);

/// <summary>One GPU.</summary>
internal sealed record GpuDetails(
    int Index, string Name, double? UtilizationPercent, double? VramUsedMb, double? VramTotalMb, double? TemperatureC, double? PowerWatts);

/// <summary>One engine of a silo.</summary>
internal sealed record EngineDetails(
    string Name,
    ComputeTarget Target,
    string Kind,
    string? ChatModel,
    string? EmbeddingModel,
    int ContextTokens,
    int Slots,
    int Running,
    int QueueDepth,
    int HandedOut,
    bool Healthy,
    string? Detail,
    bool CircuitOpen,
    IReadOnlyList<string> LoadedModels);

/// <summary>The books of the cluster.</summary>
internal sealed record Books(bool InOrder, long Accepted, long Terminal, long Unfinished, long TasksWithTwoResults, long TasksOverCap);

/// <summary>Whether something works.</summary>
internal enum HealthState
{
    Up,
    Down,
}

/// <summary>That the process lives.</summary>
internal sealed record Liveness(HealthState Status);

/// <summary>Whether tasks can be taken, with each dependency.</summary>
internal sealed record Readiness(HealthState Status, IReadOnlyDictionary<string, DependencyState> Checks);

/// <summary>One dependency.</summary>
internal sealed record DependencyState(HealthState Status, string? Detail);
