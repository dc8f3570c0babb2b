namespace Orchestrator.Routing;

/// <summary>One GPU as NVML saw it. A figure the driver does not give is null.</summary>
/// <param name="Index">Index on its machine, from 0.</param>
/// <param name="Name">Product name.</param>
/// <param name="UtilizationPercent">0 to 100.</param>
/// <param name="MemoryUsedMb">VRAM in use, MiB.</param>
/// <param name="MemoryTotalMb">VRAM in all, MiB.</param>
/// <param name="TemperatureC">Core temperature, degrees Celsius.</param>
/// <param name="PowerWatts">Board power, watts.</param>
public sealed record GpuSnapshot(
    int Index,
    string Name,
    double? UtilizationPercent,
    double? MemoryUsedMb,
    double? MemoryTotalMb,
    double? TemperatureC,
    double? PowerWatts);

/// <summary>One engine on one silo, as that silo last reported it.</summary>
/// <param name="Name">The engine's name in <c>engines.yaml</c>, unique on its silo.</param>
/// <param name="Target">The target it serves.</param>
/// <param name="Kind"><c>llama</c>, <c>ollama</c>, <c>openai</c> or <c>simulated</c>.</param>
/// <param name="ChatModel">The model that answers text tasks; null when it has none.</param>
/// <param name="EmbeddingModel">The model that embeds; null when it has none.</param>
/// <param name="ContextTokens">Context window: prompt and answer together, in tokens.</param>
/// <param name="Slots">How many tasks it works on at once.</param>
/// <param name="Running">Tasks that hold a slot now.</param>
/// <param name="Queued">Tasks waiting for a slot.</param>
/// <param name="Healthy">False when a probe or an open circuit says not to use it.</param>
/// <param name="Detail">Why it is not healthy, or a note such as the loaded models; null when there is nothing to say.</param>
/// <param name="CircuitOpen">True while its circuit breaker keeps work away.</param>
/// <param name="LoadedModels">Models in memory now.</param>
public sealed record EngineSnapshot(
    string Name,
    ComputeTarget Target,
    string Kind,
    string? ChatModel,
    string? EmbeddingModel,
    int ContextTokens,
    int Slots,
    int Running,
    int Queued,
    bool Healthy,
    string? Detail,
    bool CircuitOpen,
    IReadOnlyList<string> LoadedModels)
{
    /// <summary>The model that would serve a task of <paramref name="type"/>; null when this engine cannot.</summary>
    public string? ModelFor(TaskType type) => type == TaskType.Embedding ? EmbeddingModel : ChatModel;
}

/// <summary>One silo, as it last reported itself.</summary>
/// <param name="Silo">Address of the silo, in parsable form.</param>
/// <param name="Name">Readable name of the silo.</param>
/// <param name="Capabilities">Lower-case target names this silo is tagged with, such as <c>gpu</c>.</param>
/// <param name="CpuPercent">Machine-wide or container CPU use, the tighter of the two, 0 to 100.</param>
/// <param name="RamPercent">Memory use, the tighter of host and container, 0 to 100.</param>
/// <param name="CpuPressure">PSI "some avg10" of the CPU, percent of time some task waited; null where the kernel has none.</param>
/// <param name="Gpus">Its GPUs; empty when there are none.</param>
/// <param name="GpuDetail">Why there are no GPUs; null when there are.</param>
/// <param name="Engines">Its engines.</param>
/// <param name="SampledAt">When the figures were read.</param>
/// <param name="Simulated">True when the figures come from <c>--simulate</c> and not from the machine.</param>
/// <param name="Draining">True while the silo shuts down and takes no new work.</param>
public sealed record SiloSnapshot(
    string Silo,
    string Name,
    IReadOnlyList<string> Capabilities,
    double CpuPercent,
    double RamPercent,
    double? CpuPressure,
    IReadOnlyList<GpuSnapshot> Gpus,
    string? GpuDetail,
    IReadOnlyList<EngineSnapshot> Engines,
    DateTimeOffset SampledAt,
    bool Simulated,
    bool Draining);
