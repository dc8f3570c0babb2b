using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.GrainDirectory;

namespace Orchestrator.Grains;

/// <summary>
/// Orleans' cache of where grains are, and one thing more: a new task whose caller stays on this silo for the answer begins on this silo. Looking for a place would give
/// the answer a way between silos, and takes four turns of the thread pool, a timer and a look into the directory (docs/benchmarks.md). Thread-safe.
/// </summary>
internal sealed class NewTasksHere(IServiceProvider services, IOptions<GrainDirectoryOptions> options, ILocalSiloDetails silo, DrainingSilos draining)
    : IGrainDirectoryCache, IAsyncDisposable
{
    [ThreadStatic]
    private static GrainId _beginning;

    private readonly IGrainDirectoryCache _known = GrainDirectoryCacheFactory.CreateGrainDirectoryCache(
        services,
        new GrainDirectoryOptions
        {
            CachingStrategy = GrainDirectoryOptions.CachingStrategyType.LRU,
            CacheSize = options.Value.CacheSize,
            MaximumCacheTTL = options.Value.MaximumCacheTTL,
        });

    public IEnumerable<(GrainAddress ActivationAddress, int Version)> KeyValues => _known.KeyValues;

    /// <summary>Submits a task under a new id, with its grain on this silo unless the silo is about to stop.</summary>
    public Task<SubmitReceipt> Begin(ITaskGrain task, TaskSubmission submission)
    {
        _beginning = draining.Contains(silo.SiloAddress) ? default : task.GetGrainId();
        try
        {
            // Orleans looks the grain up before this returns, on this thread.
            return task.Submit(submission);
        }
        finally
        {
            _beginning = default;
        }
    }

    public bool LookUp(GrainId key, [NotNullWhen(true)] out GrainAddress? result, out int version)
    {
        if (_beginning.IsDefault || _beginning != key)
            return _known.LookUp(key, out result, out version);
        (result, version) = (new GrainAddress { GrainId = key, SiloAddress = silo.SiloAddress }, 0);
        return true;
    }

    public void AddOrUpdate(GrainAddress value, int version) => _known.AddOrUpdate(value, version);

    public bool Remove(GrainId key) => _known.Remove(key);

    public bool Remove(GrainAddress key) => _known.Remove(key);

    public void Clear() => _known.Clear();

    public ValueTask DisposeAsync() => _known is IAsyncDisposable disposable ? disposable.DisposeAsync() : default;
}
