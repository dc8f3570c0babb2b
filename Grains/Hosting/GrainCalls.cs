using Orleans.Runtime.Messaging;

namespace Orchestrator.Grains;

/// <summary>Tells faults of the cluster, which pass, from faults of the code, which do not.</summary>
internal static class GrainCalls
{
    /// <summary>True when the same call may work in a moment: a silo is going or coming.</summary>
    public static bool IsPassing(Exception exception) =>
        exception is SiloUnavailableException or OrleansMessageRejectionException or TimeoutException or EnumerationAbortedException
            or ClientNotAvailableException or ConnectionFailedException
        || (exception is OrleansException && exception.Message.Contains("No active nodes", StringComparison.Ordinal));

    /// <summary>What happened, without CLR names, for the task's own record.</summary>
    public static string Describe(Exception exception) => exception switch
    {
        TimeoutException => "no answer in time",
        SiloUnavailableException or OrleansMessageRejectionException => "it is no longer in the cluster",
        EnumerationAbortedException => "it lost the attempt",
        _ => "the connection to it broke",
    };
}
