using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Grains.Stores;

namespace Orchestrator.Grains;

/// <summary>
/// What every silo does beside serving grains: starts its telemetry, has orphaned tasks resumed when membership changes, deletes what is
/// past its retention, and on the way down stops taking work and lets running tasks finish.
/// </summary>
internal sealed partial class SiloWorker(
    IGrainFactory grains,
    ILocalSiloDetails silo,
    ISiloStatusOracle membership,
    SiloIdentity identity,
    AdmissionGate gate,
    EngineLanes lanes,
    ITaskStore store,
    IOptions<OrchestratorOptions> options,
    TimeProvider time,
    ILogger<SiloWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RetentionInterval = TimeSpan.FromHours(1);
    private static readonly TimeSpan DrainCheckInterval = TimeSpan.FromMilliseconds(50);

    private string _membersAtSweep = "";
    private long _sweptAt;
    private long _retainedAt;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        identity.StartDraining();
        Log.Draining(logger, gate.Pending);
        using var grace = new CancellationTokenSource(TimeSpan.FromSeconds(options.Value.ShutdownGraceSec), time);
        try
        {
            while ((gate.Pending > 0 || lanes.All.Any(lane => lane.Queue.Running + lane.Queue.Queued > 0)) && !cancellationToken.IsCancellationRequested)
                await Task.Delay(DrainCheckInterval, time, grace.Token);
        }
        catch (OperationCanceledException) when (grace.IsCancellationRequested)
        {
            Log.HandingOn(logger, gate.Pending);
        }

        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await grains.GetGrain<IResourceGrain>(silo.SiloAddress.ToParsableString()).Start();
                await SweepAsync();
                await DeleteExpiredAsync(stoppingToken);
            }
            catch (Exception exception) when (GrainCalls.IsPassing(exception) || exception is StoreException or OrleansException)
            {
                Log.Postponed(logger, exception.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task SweepAsync()
    {
        var members = string.Join(',', membership.GetApproximateSiloStatuses(onlyActive: true).Keys.Select(member => member.ToParsableString()).Order(StringComparer.Ordinal));
        if (members == _membersAtSweep && time.GetElapsedTime(_sweptAt) < SweepInterval)
            return;
        await grains.GetGrain<IRecoveryGrain>(0).Sweep();
        (_membersAtSweep, _sweptAt) = (members, time.GetTimestamp());
    }

    private async Task DeleteExpiredAsync(CancellationToken cancellationToken)
    {
        if (options.Value.RetentionDays == 0 || (_retainedAt != 0 && time.GetElapsedTime(_retainedAt) < RetentionInterval))
            return;
        _retainedAt = time.GetTimestamp();
        var deleted = await store.DeleteBeforeAsync(time.GetUtcNow().AddDays(-options.Value.RetentionDays), cancellationToken);
        if (deleted > 0)
            Log.Deleted(logger, deleted, options.Value.RetentionDays);
    }

    private static partial class Log
    {
        [LoggerMessage(3300, LogLevel.Information, "silo.draining with {pending} unfinished tasks", EventName = "silo.draining")]
        public static partial void Draining(ILogger logger, int pending);

        [LoggerMessage(3301, LogLevel.Information, "silo.handing_on {pending} tasks that did not finish in the grace period", EventName = "silo.handing_on")]
        public static partial void HandingOn(ILogger logger, int pending);

        [LoggerMessage(3302, LogLevel.Warning, "silo.postponed housekeeping: {reason}", EventName = "silo.postponed")]
        public static partial void Postponed(ILogger logger, string reason);

        [LoggerMessage(3303, LogLevel.Information, "silo.retention deleted {count} tasks older than {days} days", EventName = "silo.retention")]
        public static partial void Deleted(ILogger logger, long count, int days);
    }
}
