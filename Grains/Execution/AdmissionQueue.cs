using System.Diagnostics.CodeAnalysis;

namespace Orchestrator.Grains;

/// <summary>
/// The slots of one engine and the tasks that wait for one. The highest priority goes first, first come first served inside a priority;
/// each <c>agingStep</c> of waiting counts as one priority more, so that LOW is never starved. Bounded: when it is full, the youngest
/// waiter of the lowest priority gives way to a more urgent newcomer, otherwise the newcomer is refused. Thread-safe.
/// </summary>
internal sealed class AdmissionQueue(int slots, int queueLimit, TimeSpan agingStep, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter>[] _waiting = [.. Enum.GetValues<TaskPriority>().Select(_ => new LinkedList<Waiter>())];
    private int _running;
    private int _queued;

    /// <summary>Tasks that hold a slot.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Tasks that wait for one.</summary>
    public int Queued => Volatile.Read(ref _queued);

    public int Slots => slots;

    /// <summary>Waits for a slot; dispose the result to free it.</summary>
    /// <returns>The slot, or null when the queue is full or this waiter was shed for a more urgent one.</returns>
    /// <exception cref="OperationCanceledException">Cancelled while waiting.</exception>
    public async ValueTask<Slot?> EnterAsync(TaskPriority priority, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Waiter waiter;
        lock (_lock)
        {
            if (_running < slots)
            {
                _running++;
                return new Slot(this);
            }

            if (_queued >= queueLimit && !TryShedBelow(priority))
                return null;
            waiter = new Waiter(priority, time.GetTimestamp());
            waiter.Node = _waiting[(int)priority].AddLast(waiter);
            _queued++;
        }

        await using var registration = cancellationToken.Register(() => Withdraw(waiter, cancellationToken));
        return await waiter.Granted.Task ? new Slot(this) : null;
    }

    private void Withdraw(Waiter waiter, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!Remove(waiter))
                return;
        }

        waiter.Granted.TrySetCanceled(cancellationToken);
    }

    private bool TryShedBelow(TaskPriority priority)
    {
        for (var lower = 0; lower < (int)priority; lower++)
        {
            if (_waiting[lower].Last is not { } youngest)
                continue;
            Remove(youngest.Value);
            youngest.Value.Granted.TrySetResult(false);
            return true;
        }

        return false;
    }

    private void Leave()
    {
        Waiter? next;
        lock (_lock)
        {
            if (TryPickNext(out next))
                Remove(next);
            else
                _running--;
        }

        // The slot passes on directly, so nobody who comes in between can take it.
        next?.Granted.TrySetResult(true);
    }

    private bool TryPickNext([NotNullWhen(true)] out Waiter? best)
    {
        best = null;
        var bestRank = double.NegativeInfinity;
        for (var priority = _waiting.Length - 1; priority >= 0; priority--)
        {
            if (_waiting[priority].First is not { } head)
                continue;
            var rank = priority + (time.GetElapsedTime(head.Value.Since) / agingStep);
            if (rank > bestRank)
                (best, bestRank) = (head.Value, rank);
        }

        return best is not null;
    }

    private bool Remove(Waiter waiter)
    {
        if (waiter.Node is not { } node)
            return false;
        _waiting[(int)waiter.Priority].Remove(node);
        waiter.Node = null;
        _queued--;
        return true;
    }

    /// <summary>A slot held.</summary>
    public sealed class Slot(AdmissionQueue queue) : IDisposable
    {
        private AdmissionQueue? _queue = queue;

        public void Dispose() => Interlocked.Exchange(ref _queue, null)?.Leave();
    }

    private sealed class Waiter(TaskPriority priority, long since)
    {
        public TaskPriority Priority => priority;

        public long Since => since;

        public LinkedListNode<Waiter>? Node { get; set; }

        public TaskCompletionSource<bool> Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
