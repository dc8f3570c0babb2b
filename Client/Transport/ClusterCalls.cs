namespace Orchestrator.Client;

/// <summary>Calls into the cluster, repeated while what is wrong may pass: a silo that goes or comes, a store that is away for a moment.</summary>
internal sealed class ClusterCalls(TimeProvider time)
{
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(5), Patience = TimeSpan.FromSeconds(20), Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Calls until there is an answer.</summary>
    /// <param name="call">Does the same when it is repeated.</param>
    /// <param name="wait">How long the call itself is meant to take.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OrchestratorUnavailableException">There was no answer for 20 seconds.</exception>
    public async Task<T> RepeatAsync<T>(Func<Task<T>> call, TimeSpan wait, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await call().WaitAsync(CallLimit + wait, time, cancellationToken);
            }
            catch (Exception exception) when (IsPassing(exception))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (time.GetElapsedTime(start) > Patience + wait)
                    throw new OrchestratorUnavailableException("The cluster does not answer in time.", inner: exception);
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    /// <summary>True when the same call may work in a moment.</summary>
    public static bool IsPassing(Exception exception) =>
        exception is TimeoutException or OrleansException or UnavailableException or ObjectDisposedException { ObjectName: "ClusterClient" };
}
