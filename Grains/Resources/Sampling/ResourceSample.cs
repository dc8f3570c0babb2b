
namespace Orchestrator.Grains;

/// <summary>One reading of a machine.</summary>
/// <param name="CpuPercent">CPU use of the machine or of the container's quota, the tighter of the two, 0 to 100.</param>
/// <param name="RamPercent">Memory use of the machine or of the container's limit, the tighter of the two, 0 to 100.</param>
/// <param name="CpuPressure">PSI "some avg10" of the CPU, percent of the last 10 s in which a task waited; null where the kernel gives none.</param>
/// <param name="Gpus">The GPUs that answered; empty when there are none.</param>
/// <param name="GpuDetail">Why <paramref name="Gpus"/> is empty, in one sentence; null when it is not.</param>
/// <param name="SampledAt">When the figures were read.</param>
/// <param name="Simulated">True when the figures are made up by <c>--simulate</c>.</param>
public sealed record ResourceSample(
    double CpuPercent,
    double RamPercent,
    double? CpuPressure,
    IReadOnlyList<GpuSnapshot> Gpus,
    string? GpuDetail,
    DateTimeOffset SampledAt,
    bool Simulated);
