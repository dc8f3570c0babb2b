namespace Orchestrator.Routing;

/// <summary>The machines in a few figures: what rules and trees are told of them. See <see cref="ClusterView"/> for what each one means.</summary>
/// <param name="GpuAvailable">True when some GPU engine takes work.</param>
/// <param name="GpuUtilization">Percent.</param>
/// <param name="GpuVramUsedMb">MiB.</param>
/// <param name="CpuUtilization">Percent.</param>
/// <param name="RamPercent">Percent.</param>
/// <param name="Waiting">Tasks waiting for a slot, by target.</param>
public readonly record struct ClusterFigures(
    bool GpuAvailable, double GpuUtilization, double GpuVramUsedMb, double CpuUtilization, double RamPercent, TargetFigures Waiting);
