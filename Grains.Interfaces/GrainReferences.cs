namespace Orchestrator.Grains.Interfaces;

/// <summary>
/// References to the grains that every task needs. The factory looks at the attributes of the interface, by reflection, each time it makes one;
/// here that happens once. Thread-safe.
/// </summary>
public sealed class GrainReferences(IGrainFactory grains)
{
    private IRouterGrain? _router;
    private ITaskQueryGrain? _query;
    private Kind? _tasks;

    /// <summary>The router.</summary>
    public IRouterGrain Router => _router ??= grains.GetGrain<IRouterGrain>(0);

    /// <summary>Reads over many tasks.</summary>
    public ITaskQueryGrain Query => _query ??= grains.GetGrain<ITaskQueryGrain>(0);

    /// <summary>One task.</summary>
    public ITaskGrain Task(Guid id)
    {
        if (_tasks is { } known)
            return (ITaskGrain)grains.GetGrain(GrainId.Create(known.Grain, GrainIdKeyExtensions.CreateGuidKey(id)), known.Interface);
        var first = grains.GetGrain<ITaskGrain>(id);
        // Not so where a test puts something else in its place.
        if (first is GrainReference reference)
            _tasks = new Kind(reference.GrainId.Type, reference.InterfaceType);
        return first;
    }

    /// <summary>The books of an account that has a budget.</summary>
    public IAccountGrain Account(string name) => grains.GetGrain<IAccountGrain>(name);

    private sealed record Kind(GrainType Grain, GrainInterfaceType Interface);
}
