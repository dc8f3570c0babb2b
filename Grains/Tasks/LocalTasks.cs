using System.Collections.Concurrent;

namespace Orchestrator.Grains;

/// <summary>
/// The unfinished tasks this silo answers for: those that run here, and those whose activation ended before the task did. The latter have a
/// living owner, so no sweep finds them; this silo keeps waking them until one activation has taken each up again. Thread-safe.
/// </summary>
internal sealed class LocalTasks(NewTasksHere places) : ILocalTasks
{
    private readonly ConcurrentDictionary<Guid, bool> _running = new();
    private readonly ConcurrentDictionary<Guid, bool> _adrift = new();

    // Longer than they run: until their activation leaves, so that who asks a moment after the end need not wake it.
    private readonly ConcurrentDictionary<Guid, TaskRun> _runs = new();

    /// <summary>Tasks that run on this silo.</summary>
    public IReadOnlyCollection<Guid> Running => [.. _running.Keys];

    /// <summary>Unfinished tasks that nobody works on as far as this silo knows.</summary>
    public IReadOnlyCollection<Guid> Adrift => _adrift.IsEmpty ? [] : [.. _adrift.Keys];

    public void Started(TaskRun run)
    {
        _runs[run.Id] = run;
        _running[run.Id] = true;
        _adrift.TryRemove(run.Id, out _);
    }

    public void Ended(Guid id) => _running.TryRemove(id, out _);

    /// <summary>What <paramref name="run"/> knows counts no more: its activation leaves, or the task has another owner.</summary>
    public void Forget(TaskRun run) => _runs.TryRemove(KeyValuePair.Create(run.Id, run));

    /// <summary>The task is, or may be, stored and unfinished while nobody works on it.</summary>
    public void Leave(Guid id) => _adrift[id] = true;

    /// <summary>The task was woken, or needs it no more.</summary>
    public void Settled(Guid id) => _adrift.TryRemove(id, out _);

    public Task<SubmitReceipt> Begin(ITaskGrain task, TaskSubmission submission) => places.Begin(task, submission);

    public TaskSnapshot? Find(Guid id) => _runs.TryGetValue(id, out var run) ? run.Current : null;

    public async Task<TaskSnapshot?> WaitAsync(Guid id, TimeSpan wait, CancellationToken cancellationToken)
    {
        if (!_runs.TryGetValue(id, out var run))
            return null;
        await run.WaitAsync(wait, cancellationToken);
        return run.Current;
    }

    public IAsyncEnumerable<TaskEvent>? Follow(Guid id, long afterSequence, bool awaitsAnswer, CancellationToken cancellationToken) =>
        _runs.TryGetValue(id, out var run) ? run.Events.Follow(afterSequence, awaitsAnswer, cancellationToken) : null;
}
