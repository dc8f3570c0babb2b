namespace Orchestrator.Gateway;

/// <summary>Tells a cluster that cannot be reached from a fault of its own making.</summary>
internal static class Unavailability
{
    /// <summary>True for timeouts, lost silos, rejected messages and a client that is not connected.</summary>
    public static bool Is(Exception exception) => exception is TimeoutException or OrleansException;
}
