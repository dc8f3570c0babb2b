namespace Orchestrator.Grains.Stores;

/// <summary>First writes that are put off: each is hurried when its time is over. By the real clock, whatever the store's. Thread-safe.</summary>
internal sealed class DelayedWrites : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<FirstWrite> _waiting = new();
    private readonly TimeSpan _delay;
    private readonly ITimer _timer;
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
            if (!_waiting.TryPeek(out var oldest))
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
