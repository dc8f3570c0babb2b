namespace Orchestrator.Grains;

/// <summary>
/// Counts the unfinished tasks of this silo and turns new ones away when there are too many: LOW first, URGENT last,
/// so that a flood of background work cannot keep urgent work out. Thread-safe.
/// </summary>
internal sealed class AdmissionGate(int maxPendingTasks)
{
    private int _pending;

    /// <summary>Accepted and unfinished tasks on this silo.</summary>
    public int Pending => Volatile.Read(ref _pending);

    /// <summary>Takes a place for a new task; false when there is none for this priority.</summary>
    public bool TryEnter(TaskPriority priority)
    {
        if (Interlocked.Increment(ref _pending) <= LimitFor(priority))
            return true;
        Interlocked.Decrement(ref _pending);
        return false;
    }

    /// <summary>Takes a place for a task that was accepted before, whatever the count.</summary>
    public void Enter() => Interlocked.Increment(ref _pending);

    public void Leave() => Interlocked.Decrement(ref _pending);

    /// <summary>Seconds after which a refused caller should try again: more the lower its priority.</summary>
    public static int RetryAfterSeconds(TaskPriority priority) => priority switch
    {
        TaskPriority.Urgent => 1,
        TaskPriority.High => 2,
        TaskPriority.Normal => 5,
        _ => 10,
    };

    private int LimitFor(TaskPriority priority) => (int)Math.Ceiling(maxPendingTasks * (priority switch
    {
        TaskPriority.Urgent => 1.0,
        TaskPriority.High => 0.95,
        TaskPriority.Normal => 0.9,
        _ => 0.8,
    }));
}
