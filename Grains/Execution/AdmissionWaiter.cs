namespace Orchestrator.Grains;

/// <summary>A task that waits for a slot.</summary>
/// <param name="priority">Its priority.</param>
/// <param name="account">Whose it is.</param>
/// <param name="since">When it came, as a timestamp.</param>
internal sealed class AdmissionWaiter(TaskPriority priority, string account, long since)
{
    public TaskPriority Priority => priority;

    public string Account => account;

    public long Since => since;

    /// <summary>True for a slot, false when it was shed.</summary>
    public TaskCompletionSource<bool> Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
