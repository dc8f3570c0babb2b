using System.Threading.Channels;

namespace Orchestrator.LlamaHost;

/// <summary>Lends slots in the order in which they are asked for.</summary>
internal sealed class SlotPool : IDisposable
{
    private readonly Slot[] _slots;
    private readonly Channel<Slot> _free = Channel.CreateUnbounded<Slot>();
    private readonly CancellationTokenSource _stopping = new();

    public SlotPool(LlamaModel model, int count, int contextTokens, int threads)
    {
        _slots = [.. Enumerable.Range(0, count).Select(id => new Slot(model, id, contextTokens, threads))];
        foreach (var slot in _slots) _free.Writer.TryWrite(slot);
    }

    public IReadOnlyList<Slot> Slots => _slots;

    /// <summary>Runs blocking work on a slot, on a thread of its own. The slot is free again when the task ends.</summary>
    public async Task<T> UseAsync<T>(Func<Slot, CancellationToken, T> work, CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        var slot = await _free.Reader.ReadAsync(both.Token);
        slot.IsBusy = true;
        try
        {
            return await Task.Factory.StartNew(() => work(slot, both.Token), both.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            slot.IsBusy = false;
            _free.Writer.TryWrite(slot);
        }
    }

    /// <summary>Stops all work and waits for it: native memory must not go away under a running computation.</summary>
    /// <returns>False when some work did not stop in time.</returns>
    public async Task<bool> StopAsync(TimeSpan patience)
    {
        _stopping.Cancel();
        using var limit = new CancellationTokenSource(patience);
        try
        {
            for (var i = 0; i < _slots.Length; i++) await _free.Reader.ReadAsync(limit.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Frees the contexts; only after <see cref="StopAsync"/> returned true.</summary>
    public void Dispose()
    {
        foreach (var slot in _slots) slot.Dispose();
        _stopping.Dispose();
    }
}
