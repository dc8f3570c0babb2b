namespace Orchestrator.Grains;

/// <summary>What this process is in the cluster.</summary>
/// <param name="capabilities">Lower-case target names this silo is tagged with.</param>
public sealed class SiloIdentity(IReadOnlyList<string> capabilities)
{
    private volatile bool _draining;

    public IReadOnlyList<string> Capabilities => capabilities;

    /// <summary>True once the silo takes no new work because it is about to stop.</summary>
    public bool IsDraining => _draining;

    public void StartDraining() => _draining = true;
}
