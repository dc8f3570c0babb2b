using System.Diagnostics.CodeAnalysis;

namespace Orchestrator.Grains;

/// <summary>
/// The slots of one engine and the tasks that wait for one. The highest priority goes first; inside a priority accounts take turns, and the tasks of one account
/// go in the order they came. Each <c>agingStep</c> that the longest waiter of a priority has waited counts as one priority more, so that LOW is never starved.
/// Bounded: when it is full, a waiter of a lower priority gives way to a more urgent newcomer, or one of the account that has the most waiting to one of an account
/// that has fewer; otherwise the newcomer is refused. Thread-safe.
/// </summary>
internal sealed class AdmissionQueue(int slots, int queueLimit, TimeSpan agingStep, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly FairLine[] _lines = [.. Enum.GetValues<TaskPriority>().Select(_ => new FairLine())];
    private int _running;
    private int _queued;

    /// <summary>Tasks that hold a slot.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Tasks that wait for one.</summary>
    public int Queued => Volatile.Read(ref _queued);

    public int Slots => slots;

    /// <summary>Waits for a slot; dispose the result to free it.</summary>
    /// <returns>The slot, or null when the queue is full or this waiter was shed for another.</returns>
    /// <exception cref="OperationCanceledException">Cancelled while waiting.</exception>
    public async ValueTask<Slot?> EnterAsync(TaskPriority priority, string account, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        AdmissionWaiter waiter;
        lock (_lock)
        {
            if (_running < slots)
            {
                _running++;
                return new Slot(this);
            }

            if (_queued >= queueLimit && !TryShedFor(priority, account))
                return null;
            waiter = new AdmissionWaiter(priority, account, time.GetTimestamp());
            _lines[(int)priority].Add(waiter);
            _queued++;
        }

        await using var registration = cancellationToken.Register(() => Withdraw(waiter, cancellationToken));
        return await waiter.Granted.Task ? new Slot(this) : null;
    }

    private void Withdraw(AdmissionWaiter waiter, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!Remove(waiter))
                return;
        }

        waiter.Granted.TrySetCanceled(cancellationToken);
    }

    private bool TryShedFor(TaskPriority priority, string account)
    {
        AdmissionWaiter? shed = null;
        for (var lower = 0; lower < (int)priority && shed is null; lower++)
            shed = _lines[lower].YoungestOfMost(least: 0);
        var own = _lines[(int)priority];
        shed ??= own.YoungestOfMost(least: own.CountOf(account) + 1);
        if (shed is null)
            return false;
        Remove(shed);
        shed.Granted.TrySetResult(false);
        return true;
    }

    private void Leave()
    {
        AdmissionWaiter? next = null;
        lock (_lock)
        {
            if (TryPickLine(out var line))
            {
                next = line.Next!;
                line.Take();
                _queued--;
            }
            else
            {
                _running--;
            }
        }

        // The slot passes on directly, so nobody who comes in between can take it.
        next?.Granted.TrySetResult(true);
    }

    private bool TryPickLine([NotNullWhen(true)] out FairLine? best)
    {
        best = null;
        var bestRank = double.NegativeInfinity;
        for (var priority = _lines.Length - 1; priority >= 0; priority--)
        {
            if (_lines[priority].Oldest is not { } oldest)
                continue;
            var rank = priority + (time.GetElapsedTime(oldest.Since) / agingStep);
            if (rank > bestRank)
                (best, bestRank) = (_lines[priority], rank);
        }

        return best is not null;
    }

    private bool Remove(AdmissionWaiter waiter)
    {
        if (!_lines[(int)waiter.Priority].Remove(waiter))
            return false;
        _queued--;
        return true;
    }

    /// <summary>A slot held.</summary>
    public sealed class Slot(AdmissionQueue queue) : IDisposable
    {
        private AdmissionQueue? _queue = queue;

        public void Dispose() => Interlocked.Exchange(ref _queue, null)?.Leave();
    }
}
