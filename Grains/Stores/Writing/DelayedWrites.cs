namespace Orchestrator.Grains.Stores;

/// <summary>
/// First writes that are put off: each is hurried when its time is over. Knows too when none is left, for then everybody who waits for an answer has one on its way to
/// the disk. By the real clock, whatever the store's. Thread-safe.
/// </summary>
internal sealed class DelayedWrites : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<FirstWrite> _waiting = new();
    private readonly TimeSpan _delay;
    private readonly ITimer _timer;
    private TaskCompletionSource? _noneLeft;
    private int _left;
    private bool _ended;

    public DelayedWrites(TimeSpan delay)
    {
        _delay = delay;
        _timer = TimeProvider.System.CreateTimer(_ => HurryDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(FirstWrite write)
    {
        lock (_lock)
        {
            _left++;
            if (!_ended && _delay > TimeSpan.Zero)
            {
                _waiting.Enqueue(write);
                // While others wait the timer is set, or about to be.
                if (_waiting.Count == 1)
                    Arm(_delay);
                return;
            }
        }

        write.Hurry();
    }

    /// <summary>One that was added is with the writer, by itself or with its task's end.</summary>
    public void HandedIn()
    {
        TaskCompletionSource? noneLeft;
        lock (_lock)
        {
            if (--_left > 0)
                return;
            (noneLeft, _noneLeft) = (_noneLeft, null);
        }

        noneLeft?.SetResult();
    }

    /// <summary>Ends when every one that was added is with the writer.</summary>
    public Task NoneLeft()
    {
        lock (_lock)
            return _left == 0 ? Task.CompletedTask : (_noneLeft ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }

    /// <summary>Hurries whatever waits; what comes later is not put off.</summary>
    public void Dispose()
    {
        lock (_lock)
            _ended = true;
        _timer.Dispose();
        HurryDue();
    }

    private void HurryDue()
    {
        while (NextDue() is { } due)
            due.Hurry();
    }

    private FirstWrite? NextDue()
    {
        lock (_lock)
        {
            FirstWrite? oldest;
            // Most were made with their task's end by now: for them nobody need be woken.
            while (_waiting.TryPeek(out oldest) && !oldest.IsPutOff)
                _waiting.Dequeue();
            if (oldest is null)
                return null;
            var left = _delay - TimeProvider.System.GetElapsedTime(oldest.Since);
            if (_ended || left <= TimeSpan.Zero)
                return _waiting.Dequeue();
            Arm(left);
            return null;
        }
    }

    private void Arm(TimeSpan delay) => _timer.Change(delay + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
}
