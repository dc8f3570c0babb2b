namespace Orchestrator.Gateway;

/// <summary>Tells a cluster that cannot be reached from a fault of its own making.</summary>
internal static class Unavailability
{
    /// <summary>True for timeouts, lost silos, rejected messages, a client that is not connected, and a database that is away.</summary>
    public static bool Is(Exception exception) => exception is TimeoutException or OrleansException or UnavailableException;
}
