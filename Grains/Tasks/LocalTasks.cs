using System.Collections.Concurrent;

namespace Orchestrator.Grains;

/// <summary>
/// The unfinished tasks this silo answers for: those that run here, and those whose activation ended before the task did. The latter have a
/// living owner, so no sweep finds them; this silo keeps waking them until one activation has taken each up again. Thread-safe.
/// </summary>
internal sealed class LocalTasks
{
    private readonly ConcurrentDictionary<Guid, bool> _running = new();
    private readonly ConcurrentDictionary<Guid, bool> _adrift = new();

    /// <summary>Tasks that run on this silo.</summary>
    public IReadOnlyCollection<Guid> Running => [.. _running.Keys];

    /// <summary>Unfinished tasks that nobody works on as far as this silo knows.</summary>
    public IReadOnlyCollection<Guid> Adrift => _adrift.IsEmpty ? [] : [.. _adrift.Keys];

    public void Started(Guid id)
    {
        _running[id] = true;
        _adrift.TryRemove(id, out _);
    }

    public void Ended(Guid id) => _running.TryRemove(id, out _);

    /// <summary>The task is, or may be, stored and unfinished while nobody works on it.</summary>
    public void Leave(Guid id) => _adrift[id] = true;

    /// <summary>The task was woken, or needs it no more.</summary>
    public void Settled(Guid id) => _adrift.TryRemove(id, out _);
}
