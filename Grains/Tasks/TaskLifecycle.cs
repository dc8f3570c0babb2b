namespace Orchestrator.Grains;

/// <summary>The life of a task as one table. Terminal states have no way out.</summary>
internal static class TaskLifecycle
{
    private static readonly Dictionary<TaskState, TaskState[]> Allowed = new()
    {
        // A restart or a lost silo brings an unfinished task back to Pending; it is then decided again.
        [TaskState.Pending] = [TaskState.Routing, TaskState.Cancelled, TaskState.Failed],
        [TaskState.Routing] = [TaskState.Executing, TaskState.Cancelled, TaskState.Failed, TaskState.Pending],
        [TaskState.Executing] = [TaskState.Routing, TaskState.Completed, TaskState.Failed, TaskState.Cancelled, TaskState.Pending],
        [TaskState.Completed] = [],
        [TaskState.Failed] = [],
        [TaskState.Cancelled] = [],
    };

    /// <summary>Whether a task in <paramref name="from"/> may go to <paramref name="to"/>.</summary>
    public static bool Allows(TaskState from, TaskState to) => Allowed[from].Contains(to);

    /// <summary>The task in its next state.</summary>
    /// <exception cref="InvalidOperationException">The table does not allow it.</exception>
    public static TaskSnapshot To(this TaskSnapshot task, TaskState next) => Allows(task.State, next)
        ? task with { State = next }
        : throw new InvalidOperationException($"A task in {WireNames.Of(task.State)} cannot become {WireNames.Of(next)}.");
}
