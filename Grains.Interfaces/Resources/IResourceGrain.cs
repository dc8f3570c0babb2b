using Orleans.Concurrency;

namespace Orchestrator.Grains.Interfaces;

/// <summary>Publishes one silo's telemetry to the router at every interval. Key: the silo's address, in parsable form; placed on that silo.</summary>
[Alias("IResourceGrain")]
public interface IResourceGrain : IGrainWithStringKey
{
    /// <summary>Starts publishing; does nothing when it does already.</summary>
    [Alias("Start")]
    Task Start();

    /// <summary>The latest sample.</summary>
    [AlwaysInterleave, Alias("GetSnapshot")]
    Task<SiloSnapshot> GetSnapshot();

    /// <summary>Tells this silo that another one is about to stop, so that it places nothing there any more.</summary>
    /// <param name="silo">The silo that stops, in parsable form.</param>
    [AlwaysInterleave, Alias("NoteDraining")]
    Task NoteDraining(string silo);
}

/// <summary>Watches membership and re-activates the unfinished tasks of dead silos. One activation in the cluster. Key: 0.</summary>
[Alias("IRecoveryGrain")]
public interface IRecoveryGrain : IGrainWithIntegerKey
{
    /// <summary>Looks for unfinished tasks without a living owner now and resumes them; returns how many.</summary>
    [Alias("Sweep")]
    Task<int> Sweep();
}
