namespace Orchestrator.Gateway;

/// <summary>What an account's limits mean for a task that is handed in.</summary>
internal static class AccountRules
{
    /// <summary>
    /// The task as the account may send it. What it may not ask for is refused; NORMAL, which is what a task has that asks for nothing, is lowered instead.
    /// </summary>
    /// <param name="task">The task.</param>
    /// <param name="account">Who sends it.</param>
    /// <param name="priorityField">How the request names the priority.</param>
    /// <param name="targetField">How the request names the target.</param>
    /// <param name="errors">Where refusals go.</param>
    public static TaskSubmission Apply(TaskSubmission task, Account account, string priorityField, string targetField, FieldErrors errors)
    {
        if (task.Priority > account.PriorityCeiling && task.Priority != TaskPriority.Normal)
            errors.Add(priorityField, $"'{WireNames.Of(task.Priority)}' is above the ceiling of account '{account.Name}'; allowed: {PrioritiesOf(account)}");
        if (task.Target is { } target && account.BarredTargets.Contains(target))
            errors.Add(targetField, $"'{WireNames.Of(target)}' is not open to account '{account.Name}'; allowed: {string.Join(", ", account.AllowedTargets.Select(WireNames.Of))}");
        return task.Priority > account.PriorityCeiling ? task with { Priority = account.PriorityCeiling } : task;
    }

    private static string PrioritiesOf(Account account) =>
        string.Join(", ", Enum.GetValues<TaskPriority>().Where(priority => priority <= account.PriorityCeiling).Select(WireNames.Of));
}
