namespace Orchestrator.Grains.Tests.Cluster;

/// <summary>The same silo with hedging on, after one known attempt.</summary>
public sealed class HedgingSilo : OneSilo
{
    protected override string Policy => base.Policy + "hedge: { enabled: true, min_samples: 1, min_wait_ms: 30 }\n";
}
