using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Orchestrator.Grains;

/// <summary>
/// The way down of a silo: no new work, some time for what runs, then what is left is handed on. All of it happens while the silo is still a full
/// member of the cluster, so that its tasks find their way to the others by ordinary calls.
/// </summary>
internal sealed partial class SiloDrain(
    IGrainFactory grains,
    ILocalSiloDetails silo,
    ISiloStatusOracle membership,
    SiloIdentity identity,
    DrainingSilos draining,
    LocalTasks tasks,
    EngineLanes lanes,
    SiloSnapshotReader snapshots,
    IOptions<OrchestratorOptions> options,
    TimeProvider time,
    ILogger<SiloDrain> logger)
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan QuietTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan HandOnLimit = TimeSpan.FromSeconds(8);

    private bool IsIdle => tasks.Running.Count == 0 && lanes.All.All(lane => lane.Queue.Running + lane.Queue.Queued == 0);

    public async Task RunAsync()
    {
        Log.Draining(logger, tasks.Running.Count);
        draining.Add(silo.SiloAddress);
        identity.StartDraining();
        var others = membership.GetApproximateSiloStatuses(onlyActive: true).Keys.Where(member => !member.Equals(silo.SiloAddress)).ToList();
        await Task.WhenAll(
        [
            TryAsync(() => grains.GetGrain<IRouterGrain>(0).Publish(snapshots.Read())),
            .. others.Select(member => TryAsync(() => grains.GetGrain<IResourceGrain>(member.ToParsableString()).NoteDraining(silo.SiloAddress.ToParsableString()))),
        ]);

        await UntilQuietAsync(TimeSpan.FromSeconds(options.Value.ShutdownGraceSec));
        if (others.Count == 0)
            return;
        lanes.HandOn();
        if (IsIdle)
            return;

        Log.HandingOn(logger, tasks.Running.Count);
        await Task.WhenAll(tasks.Running.Select(id => TryAsync(() => grains.GetGrain<ITaskGrain>(id).HandOn())));
        await UntilAsync(() => tasks.Running.Count == 0, CallLimit);
        await ResumeAsync(HandOnLimit);
    }

    /// <summary>Wakes the tasks of this silo that nobody works on; those that cannot be woken now stay for the next time.</summary>
    public async Task ResumeAsync(TimeSpan limit)
    {
        var started = time.GetTimestamp();
        foreach (var chunk in tasks.Adrift.Chunk(64))
        {
            if (time.GetElapsedTime(started) > limit)
                return;
            await Task.WhenAll(chunk.Select(async id =>
            {
                if (await TryAsync(() => grains.GetGrain<ITaskGrain>(id).Resume()))
                    tasks.Settled(id);
            }));
        }
    }

    private async Task<bool> TryAsync(Func<Task> call)
    {
        try
        {
            await call().WaitAsync(CallLimit, time);
            return true;
        }
        catch (Exception exception) when (ClusterFaults.ArePassing(exception))
        {
            Log.NotReached(logger, exception.Message);
            return false;
        }
    }

    /// <summary>Idle once is not enough: until the router and the other silos have heard of the drain, work still comes in.</summary>
    private async Task UntilQuietAsync(TimeSpan limit)
    {
        var idleSince = time.GetTimestamp();
        await UntilAsync(
            () =>
            {
                if (!IsIdle)
                    idleSince = time.GetTimestamp();
                return time.GetElapsedTime(idleSince) >= QuietTime;
            },
            limit);
    }

    private async Task UntilAsync(Func<bool> condition, TimeSpan limit)
    {
        var started = time.GetTimestamp();
        while (!condition() && time.GetElapsedTime(started) < limit)
            await Task.Delay(CheckInterval, time);
    }

    private static partial class Log
    {
        [LoggerMessage(3300, LogLevel.Information, "silo.draining with {pending} unfinished tasks", EventName = "silo.draining")]
        public static partial void Draining(ILogger logger, int pending);

        [LoggerMessage(3301, LogLevel.Information, "silo.handing_on {pending} tasks that did not finish in the grace period", EventName = "silo.handing_on")]
        public static partial void HandingOn(ILogger logger, int pending);

        [LoggerMessage(3304, LogLevel.Debug, "silo.not_reached: {reason}", EventName = "silo.not_reached")]
        public static partial void NotReached(ILogger logger, string reason);
    }
}
