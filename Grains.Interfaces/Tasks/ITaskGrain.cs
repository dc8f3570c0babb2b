using Orleans.Concurrency;

namespace Orchestrator.Grains.Interfaces;

/// <summary>What became of a submission.</summary>
public enum SubmitOutcome
{
    /// <summary>The task is durable and will reach a terminal state.</summary>
    Accepted,

    /// <summary>The same task was accepted before.</summary>
    Existing,

    /// <summary>The id stands for another request.</summary>
    Conflict,

    /// <summary>Too many unfinished tasks; nothing was kept.</summary>
    Overloaded,
}

/// <summary>The answer to a submission.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="TaskId">The task.</param>
/// <param name="State">Its state.</param>
/// <param name="CreatedAt">When it was first accepted.</param>
/// <param name="RetryAfterSeconds">For <see cref="SubmitOutcome.Overloaded"/>: when to try again.</param>
[GenerateSerializer, Immutable, Alias("SubmitReceipt")]
public sealed record SubmitReceipt(
    [property: Id(0)] SubmitOutcome Outcome,
    [property: Id(1)] Guid TaskId,
    [property: Id(2)] TaskState State,
    [property: Id(3)] DateTimeOffset CreatedAt,
    [property: Id(4)] int RetryAfterSeconds = 0)
{
    /// <summary>The task with its end, when a caller that waits for it can be told at once; null says nothing.</summary>
    [Id(5)]
    public TaskSnapshot? Finished { get; init; }
}

/// <summary>The answer to a cancel.</summary>
/// <param name="Cancelled">True when this call cancelled it; false when it was terminal before.</param>
/// <param name="Task">The task as it is now.</param>
[GenerateSerializer, Immutable, Alias("CancelReceipt")]
public sealed record CancelReceipt([property: Id(0)] bool Cancelled, [property: Id(1)] TaskSnapshot Task);

/// <summary>Kinds of <see cref="TaskEvent"/>.</summary>
public enum TaskEventKind
{
    Status,
    Decision,
    Attempt,
    Token,
    Done,
}

/// <summary>Something that happened to a task, for those who watch it.</summary>
/// <param name="Sequence">1, 2, 3 … per task and activation; a watcher resumes after the last one it saw.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Token: the text that was added.</param>
/// <param name="Task">Every other kind: the task as it was then.</param>
/// <param name="AttemptNumber">Which attempt the event belongs to, from 1; 0 before the first.</param>
[GenerateSerializer, Immutable, Alias("TaskEvent")]
public readonly record struct TaskEvent(
    [property: Id(0)] long Sequence,
    [property: Id(1)] TaskEventKind Kind,
    [property: Id(2)] string? Text,
    [property: Id(3)] TaskSnapshot? Task,
    [property: Id(4)] int AttemptNumber);

/// <summary>One task, from its submission to its end. Key: the task's id.</summary>
[Alias("ITaskGrain")]
public interface ITaskGrain : IGrainWithGuidKey
{
    /// <summary>Accepts the task durably and starts the work. Calling it again with the same submission returns the first receipt.</summary>
    [Alias("Submit")]
    Task<SubmitReceipt> Submit(TaskSubmission submission);

    /// <summary>The task, or null when there is none. Waits up to <paramref name="waitMs"/> (0 to 20,000) for it to become terminal.</summary>
    [AlwaysInterleave, Alias("Get")]
    Task<TaskSnapshot?> Get(int waitMs);

    /// <summary>Cancels the task and stops the engine; null when there is no such task.</summary>
    [AlwaysInterleave, Alias("Cancel")]
    Task<CancelReceipt?> Cancel();

    /// <summary>Takes over a task whose silo died, or does nothing when it is terminal or already running here.</summary>
    [Alias("Resume")]
    Task Resume();

    /// <summary>
    /// Decides the task again because it will be late where it waits: only if it still waits for a slot of <paramref name="from"/>; does nothing otherwise.
    /// </summary>
    [OneWay, AlwaysInterleave, Alias("Reroute")]
    Task Reroute(ComputeTarget from);

    /// <summary>Stops the work on an unfinished task here without an end, because this silo is about to stop; a <see cref="Resume"/> then starts it elsewhere.</summary>
    [AlwaysInterleave, Alias("HandOn")]
    Task HandOn();

    /// <summary>Everything that happens after <paramref name="afterSequence"/> (0: from the start of what is remembered), until the task is terminal.</summary>
    [AlwaysInterleave, Alias("Watch")]
    IAsyncEnumerable<TaskEvent> Watch(long afterSequence, CancellationToken cancellationToken = default);
}
