namespace Orchestrator.Grains;

/// <summary>
/// What the router has handed out and not heard the end of, per engine. A task holds one booking at most: deciding it again replaces the one
/// before, so nothing leaks when a silo dies between the decision and the report.
/// </summary>
internal sealed class RouterLedger
{
    private readonly Dictionary<Guid, Booking> _bookings = [];
    private readonly Dictionary<(string Silo, string Engine), EngineLoad> _loads = [];

    public int Count => _bookings.Count;

    /// <summary>What is booked on one engine.</summary>
    public EngineLoad LoadOf(string silo, string engine) => _loads.GetValueOrDefault((silo, engine));

    /// <summary>Books a task; returns the booking it replaces.</summary>
    public Booking? Book(Guid taskId, Booking booking)
    {
        var before = Release(taskId);
        _bookings[taskId] = booking;
        Add(booking, 1, booking.ServiceMs);
        return before;
    }

    /// <summary>Ends a task's booking and returns it; null when it has none.</summary>
    public Booking? Release(Guid taskId)
    {
        if (!_bookings.Remove(taskId, out var booking))
            return null;
        Add(booking, -1, -booking.ServiceMs);
        return booking;
    }

    /// <summary>Ends a task's booking only if it is on this engine: a late report of an earlier attempt must not free the present one.</summary>
    public Booking? Release(Guid taskId, string silo, string engine) =>
        _bookings.TryGetValue(taskId, out var booking) && booking.Silo == silo && booking.Engine == engine ? Release(taskId) : null;

    /// <summary>Forgets everything booked on a silo that is gone.</summary>
    public void Forget(string silo)
    {
        foreach (var (taskId, _) in _bookings.Where(entry => entry.Value.Silo == silo).ToList())
            Release(taskId);
    }

    private void Add(Booking booking, int tasks, double serviceMs)
    {
        var key = (booking.Silo, booking.Engine);
        var load = _loads.GetValueOrDefault(key);
        var handedOut = load.HandedOut + tasks;
        if (handedOut == 0)
            _loads.Remove(key);
        else
            _loads[key] = load with { HandedOut = handedOut, HandedOutServiceMs = load.HandedOutServiceMs + serviceMs };
    }
}

/// <summary>One task on one engine.</summary>
/// <param name="Silo">The silo, in parsable form.</param>
/// <param name="Engine">The engine.</param>
/// <param name="ServiceMs">Its expected service time, milliseconds.</param>
internal readonly record struct Booking(string Silo, string Engine, double ServiceMs);
