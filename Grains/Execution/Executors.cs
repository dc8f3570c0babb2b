using System.Runtime.CompilerServices;

namespace Orchestrator.Grains;

/// <summary>
/// The way from a task to the engines of the silo that was decided for. Another silo's are behind its <see cref="IExecutorGrain"/>; those of this
/// one are called as they are, without the four messages that an enumeration across grains takes.
/// </summary>
internal sealed class Executors(EngineLanes lanes, IGrainFactory grains, ILocalSiloDetails silo)
{
    private readonly string _here = silo.SiloAddress.ToParsableString();

    /// <param name="decision">Where.</param>
    /// <param name="request">What.</param>
    /// <param name="started">Called on any thread when the attempt has its slot, where that is known without a message; else an update says so.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public IAsyncEnumerable<AttemptUpdate> Execute(RoutingDecision decision, AttemptRequest request, Action? started, CancellationToken cancellationToken) =>
        LocalLane(decision) is { } lane ? lane.Run(request, started, cancellationToken) : Interruptible(Grain(decision).Execute(request, cancellationToken), cancellationToken);

    /// <summary>Leaves an attempt without waiting for its end: the engine may be stuck, or its silo gone.</summary>
    public static void DisposeInBackground(IAsyncEnumerator<AttemptUpdate> updates)
    {
        DisposeAsync().Ignore();

        async Task DisposeAsync() => await updates.DisposeAsync();
    }

    /// <summary>Stops an attempt without waiting for it: the engine may be stuck, or its silo gone.</summary>
    public void Cancel(RoutingDecision decision, Guid taskId, int attemptNumber)
    {
        if (LocalLane(decision) is { } lane)
            lane.Cancel(taskId, attemptNumber);
        else
            Grain(decision).Cancel(taskId, attemptNumber).Ignore();
    }

    /// <summary>A reader that is cancelled leaves at once: a cancel must not depend on a silo that may be gone. An attempt of this silo sees to it by itself.</summary>
    private static async IAsyncEnumerable<AttemptUpdate> Interruptible(IAsyncEnumerable<AttemptUpdate> attempt, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var updates = attempt.GetAsyncEnumerator(cancellationToken);
        try
        {
            while (await NextAsync(updates, cancellationToken))
                yield return updates.Current;
        }
        finally
        {
            DisposeInBackground(updates);
        }
    }

    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<AttemptUpdate> updates, CancellationToken cancellationToken)
    {
        var next = updates.MoveNextAsync();
        return next.IsCompleted ? await next : await next.AsTask().WaitAsync(cancellationToken);
    }

    private EngineLane? LocalLane(RoutingDecision decision) => decision.Silo == _here ? lanes.Find(decision.Engine) : null;

    private IExecutorGrain Grain(RoutingDecision decision) => grains.GetGrain<IExecutorGrain>(SiloKey.ForExecutor(decision.Target, decision.Silo));
}
