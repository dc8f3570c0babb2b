namespace Orchestrator.Grains;

/// <summary>
/// Reads the machine this process runs on. Safe to call from any thread; it blocks for up to a few milliseconds
/// when a real GPU is read, so callers stay off a grain's scheduler.
/// </summary>
public interface IResourceSampler
{
    /// <summary>The figures now. Calls closer together than 250 ms may get the same reading.</summary>
    ResourceSample Sample();
}
