namespace Orchestrator.Grains.Tests.Cluster;

/// <summary>What the scripted engines of one silo wait for when they are told to hold. Thread-safe.</summary>
internal sealed class ScriptGate
{
    private TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private int _holding;

    /// <summary>What a held call does.</summary>
    public async Task HoldAsync(CancellationToken cancellationToken)
    {
        var released = Volatile.Read(ref _released).Task;
        _held.TrySetResult();
        Interlocked.Increment(ref _holding);
        try
        {
            await released.WaitAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _holding);
        }
    }

    /// <summary>Calls that are held now.</summary>
    public int Holding => Volatile.Read(ref _holding);

    /// <summary>Waits until a call was held.</summary>
    public Task HeldAsync() => _held.Task.WaitAsync(TimeSpan.FromSeconds(60));

    /// <summary>Lets every held call go on, and holds the ones that come after.</summary>
    public void Release() => Interlocked.Exchange(ref _released, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
}
