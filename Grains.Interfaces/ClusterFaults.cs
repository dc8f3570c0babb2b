namespace Orchestrator.Grains.Interfaces;

/// <summary>Tells faults of the cluster, which pass, from faults of the code, which do not.</summary>
public static class ClusterFaults
{
    /// <summary>
    /// True when the same call may work in a moment: a silo is going or coming, an answer did not come in time, the database is away, or this process is
    /// not connected.
    /// </summary>
    public static bool ArePassing(Exception exception) =>
        exception is TimeoutException or OrleansException or UnavailableException or EnumerationAbortedException;

    /// <summary>What happened, without CLR names, for the task's own record.</summary>
    public static string Describe(Exception exception) => exception switch
    {
        TimeoutException => "no answer in time",
        SiloUnavailableException or OrleansMessageRejectionException => "it is no longer in the cluster",
        EnumerationAbortedException => "it lost the attempt",
        _ => "the connection to it broke",
    };
}
