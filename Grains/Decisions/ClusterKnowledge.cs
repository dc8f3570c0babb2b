using SiloStatus = Orchestrator.Grains.Interfaces.SiloStatus;

namespace Orchestrator.Grains;

/// <summary>
/// The silos as the router knows them: their last report, its age on this machine's clock, and what ran there beyond the router's own bookings.
/// Builds the view that decisions read.
/// </summary>
internal sealed class ClusterKnowledge(TimeProvider time, TimeSpan staleAfter)
{
    /// <summary>
    /// A view costs in proportion to the silos in it. With many of them the one that decisions read may be so much behind the latest report:
    /// far less than the two seconds between two reports of a silo.
    /// </summary>
    private static readonly TimeSpan LongestLag = TimeSpan.FromMilliseconds(50);

    private const int Few = 16;

    private readonly Dictionary<string, Known> _silos = [];
    private ClusterView _view = ClusterView.Empty;
    private ViewSettings? _due;
    private long _builtAt;

    public ClusterView View
    {
        get
        {
            if (_due is { } settings && (_silos.Count <= Few || time.GetElapsedTime(_builtAt) >= LongestLag))
                Rebuild(settings);
            return _view;
        }
    }

    public RouterLedger Ledger { get; } = new();

    public bool IsEmpty => _silos.Count == 0;

    /// <summary>Takes a report. What it shows beyond what was booked then is work of somebody else, such as a router before this one.</summary>
    public void Take(SiloSnapshot snapshot, ViewSettings settings)
    {
        var foreign = snapshot.Engines.ToDictionary(
            engine => engine.Name,
            engine => Math.Max(0, engine.Running + engine.Queued - Ledger.LoadOf(snapshot.Silo, engine.Name).HandedOut));
        var isNew = !_silos.ContainsKey(snapshot.Silo);
        _silos[snapshot.Silo] = new Known(snapshot, time.GetTimestamp(), foreign, Stale: false);
        _due = settings;
        if (isNew)
            Rebuild(settings);
    }

    /// <summary>Drops silos that left the cluster and marks those that have fallen silent; rebuilds the view when that changed anything.</summary>
    /// <returns>The silos that were dropped.</returns>
    public IReadOnlyList<string> Age(Func<string, bool> isMember, ViewSettings settings)
    {
        List<string> gone = [];
        var changed = false;
        foreach (var (silo, known) in _silos.ToList())
        {
            var stale = time.GetElapsedTime(known.ReceivedAt) > staleAfter;
            if (!isMember(silo))
            {
                _silos.Remove(silo);
                Ledger.Forget(silo);
                gone.Add(silo);
                changed = true;
            }
            else if (stale != known.Stale)
            {
                _silos[silo] = known with { Stale = stale };
                changed = true;
            }
        }

        if (changed)
            Rebuild(settings);
        return gone;
    }

    public void Rebuild(ViewSettings settings)
    {
        _view = ClusterView.Build([.. _silos.Values.Select(Load)], settings, _view);
        (_due, _builtAt) = (null, time.GetTimestamp());
    }

    public void Book(Guid taskId, RoutingDecision decision, double serviceMs)
    {
        var booking = new Booking(decision.Silo, decision.Engine, serviceMs);
        if (Ledger.Book(taskId, booking) is { } before)
            View.Release(before.Silo, before.Engine, before.ServiceMs);
        View.Book(booking.Silo, booking.Engine, booking.ServiceMs);
    }

    public void Release(Booking? booking)
    {
        if (booking is { } known)
            View.Release(known.Silo, known.Engine, known.ServiceMs);
    }

    public IReadOnlyList<SiloStatus> Describe() =>
    [
        .. _silos.Values.OrderBy(known => known.Snapshot.Name, StringComparer.Ordinal).Select(known => new SiloStatus(
            known.Snapshot,
            time.GetElapsedTime(known.ReceivedAt).TotalMilliseconds,
            known.Stale,
            known.Snapshot.Engines.ToDictionary(engine => engine.Name, engine => Ledger.LoadOf(known.Snapshot.Silo, engine.Name).HandedOut))),
    ];

    private SiloLoad Load(Known known) => new(
        known.Snapshot,
        known.Stale,
        known.Snapshot.Engines.ToDictionary(
            engine => engine.Name,
            engine => Ledger.LoadOf(known.Snapshot.Silo, engine.Name) with { Foreign = known.Foreign[engine.Name] }));

    private sealed record Known(SiloSnapshot Snapshot, long ReceivedAt, IReadOnlyDictionary<string, int> Foreign, bool Stale);
}
