using System.Collections.Concurrent;

namespace Orchestrator.Grains;

/// <summary>
/// The finished tasks of this silo that stay in memory for a moment, and one clock for all of them: a timer for each would cost more than the rest of
/// its way out of memory. Thread-safe.
/// </summary>
internal sealed class Lingering(TimeProvider time) : IDisposable
{
    /// <summary>
    /// How long a finished task stays in memory. Who waits for the end reads it within moments, and an enumeration takes several calls: an activation that
    /// left at once would break it off, and send the rest to the database.
    /// </summary>
    public static readonly TimeSpan Stay = TimeSpan.FromMilliseconds(200);

    /// <summary>The same for a task whose caller has been there all the time. Measured: tasks that stay are what the collector has most to do with.</summary>
    public static readonly TimeSpan BriefStay = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(25);

    private readonly ConcurrentQueue<(long Since, IGrainContext Grain, Action Leave)> _guests = new();
    private readonly ConcurrentQueue<(long Since, IGrainContext Grain, Action Leave)> _briefGuests = new();
    private readonly Lock _lock = new();
    private ITimer? _timer;
    private bool _ticking;

    private bool IsEmpty => _guests.IsEmpty && _briefGuests.IsEmpty;

    /// <summary>Has <paramref name="leave"/> run on the grain's own scheduler once the time is over.</summary>
    public void Add(IGrainContext grain, Action leave, bool briefly = false)
    {
        (briefly ? _briefGuests : _guests).Enqueue((time.GetTimestamp(), grain, leave));
        if (!Volatile.Read(ref _ticking))
            Start();
    }

    public void Dispose() => _timer?.Dispose();

    private void Start()
    {
        lock (_lock)
        {
            _ticking = true;
            _timer ??= time.CreateTimer(static state => ((Lingering)state!).Sweep(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(Tick, Timeout.InfiniteTimeSpan);
        }
    }

    private void Sweep()
    {
        Sweep(_guests, Stay);
        Sweep(_briefGuests, BriefStay);
        lock (_lock)
        {
            _ticking = !IsEmpty;
            if (_ticking)
                _timer!.Change(Tick, Timeout.InfiniteTimeSpan);
        }

        // Somebody may have come in between the look and the note that nobody was there.
        if (!IsEmpty && !Volatile.Read(ref _ticking))
            Start();
    }

    private void Sweep(ConcurrentQueue<(long Since, IGrainContext Grain, Action Leave)> guests, TimeSpan stay)
    {
        while (guests.TryPeek(out var first) && time.GetElapsedTime(first.Since) >= stay)
        {
            if (guests.TryDequeue(out var guest))
                guest.Grain.Scheduler.QueueAction(guest.Leave);
        }
    }
}
