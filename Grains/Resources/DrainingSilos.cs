using System.Collections.Concurrent;
using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace Orchestrator.Grains;

/// <summary>Silos that are about to stop and still members, as this silo has been told. Thread-safe.</summary>
internal sealed class DrainingSilos
{
    private readonly ConcurrentDictionary<SiloAddress, bool> _silos = new();

    public bool Any => !_silos.IsEmpty;

    public void Add(SiloAddress silo) => _silos[silo] = true;

    public bool Contains(SiloAddress silo) => _silos.ContainsKey(silo);

    /// <param name="silo">In parsable form.</param>
    public bool Contains(string silo) => Any && _silos.Keys.Any(known => known.ToParsableString() == silo);

    /// <summary>Forgets silos that have gone.</summary>
    public void Keep(Func<SiloAddress, bool> isMember)
    {
        foreach (var silo in _silos.Keys.Where(silo => !isMember(silo)))
            _silos.TryRemove(silo, out _);
    }
}

/// <summary>Keeps new activations off silos that are about to stop, unless there is no other: what starts there would have to move at once.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class AvoidDrainingAttribute() : PlacementFilterAttribute(new AvoidDrainingStrategy());

/// <summary>Marks grains that do not start on a silo that is about to stop.</summary>
public sealed class AvoidDrainingStrategy : PlacementFilterStrategy
{
    public AvoidDrainingStrategy()
        : base(order: 0)
    {
    }
}

internal sealed class AvoidDrainingDirector(DrainingSilos draining) : IPlacementFilterDirector
{
    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos)
    {
        if (!draining.Any)
            return silos;
        var all = silos.ToArray();
        var staying = Array.FindAll(all, silo => !draining.Contains(silo));
        return staying.Length > 0 ? staying : all;
    }
}
