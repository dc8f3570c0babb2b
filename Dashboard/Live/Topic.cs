namespace Orchestrator.Dashboard;

/// <summary>One thing pages watch: all viewers of the same key share one reader.</summary>
/// <param name="Key">Tells topics apart.</param>
/// <param name="Slowness">How many refresh intervals lie between two reads, at least 1.</param>
/// <param name="Read">Reads it once.</param>
/// <param name="IsFinal">True for a value that will not change any more, which ends the reading.</param>
internal sealed record Topic<T>(string Key, int Slowness, Func<IDashboardData, Task<T>> Read, Func<T, bool>? IsFinal = null)
    where T : class;
