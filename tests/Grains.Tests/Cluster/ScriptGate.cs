namespace Orchestrator.Grains.Tests.Cluster;

/// <summary>What the scripted engines of one silo wait for when they are told to hold. Thread-safe.</summary>
internal sealed class ScriptGate
{
    private TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Released => Volatile.Read(ref _released).Task;

    /// <summary>Lets every held call go on, and holds the ones that come after.</summary>
    public void Release() => Interlocked.Exchange(ref _released, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
}
