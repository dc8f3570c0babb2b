namespace Orchestrator.Grains.Interfaces;

/// <summary>
/// The tasks that run in this very process, for a gateway beside its silo: what it reads here costs no message between grains. A task that is not found here
/// may be anywhere; its grain knows. Thread-safe.
/// </summary>
public interface ILocalTasks
{
    /// <summary>Submits a task under a new id on behalf of a caller that stays for the answer: it begins here, where its caller is, unless this silo is about to stop.</summary>
    Task<SubmitReceipt> Begin(ITaskGrain task, TaskSubmission submission);

    /// <summary>The task as it is now; null when it does not run here.</summary>
    TaskSnapshot? Find(Guid id);

    /// <summary>The task once it is terminal, or as it is when the time is over; null when it does not run here, or no longer.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    Task<TaskSnapshot?> WaitAsync(Guid id, TimeSpan wait, CancellationToken cancellationToken);

    /// <summary>What <see cref="ITaskGrain.Watch"/> tells; null when the task does not run here.</summary>
    /// <param name="id">The task.</param>
    /// <param name="afterSequence">The last event that is known already; 0 for none.</param>
    /// <param name="awaitsAnswer">True for a reader who has no use for what comes before the first text or the end: it waits until one of these comes.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    IAsyncEnumerable<TaskEvent>? Follow(Guid id, long afterSequence, bool awaitsAnswer, CancellationToken cancellationToken);
}
