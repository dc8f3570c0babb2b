using Microsoft.Extensions.Logging;
using Orchestrator.Grains.Stores;

namespace Orchestrator.Grains;

/// <summary>
/// Finds unfinished tasks whose silo is gone and wakes them; each then claims itself under a new version and is decided again.
/// Waking a task that is alive does nothing, so a silo that is only slow to show up costs a few calls, not a second answer.
/// </summary>
[AvoidDraining]
internal sealed partial class RecoveryGrain(ITaskStore store, ISiloStatusOracle membership, ILogger<RecoveryGrain> logger) : Grain, IRecoveryGrain
{
    private const int PageSize = 500;
    private const int Parallel = 64;

    public async Task<int> Sweep()
    {
        var seen = new HashSet<Guid>();
        while (true)
        {
            var living = membership.GetApproximateSiloStatuses(onlyActive: true).Keys.Select(silo => silo.ToParsableString()).ToArray();
            var orphans = await store.OrphansAsync(living, PageSize, CancellationToken.None);
            var waking = orphans.Where(orphan => seen.Add(orphan.Id)).ToList();
            foreach (var chunk in waking.Chunk(Parallel))
                await Task.WhenAll(chunk.Select(orphan => GrainFactory.GetGrain<ITaskGrain>(orphan.Id).Resume()));
            if (waking.Count > 0)
                Log.Resumed(logger, waking.Count);

            // A full page may hide more; one that brings nothing new would come again and again.
            if (orphans.Count < PageSize || waking.Count == 0)
                return seen.Count;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3100, LogLevel.Information, "recovery.resumed {count} tasks without a living owner", EventName = "recovery.resumed")]
        public static partial void Resumed(ILogger logger, int count);
    }
}
