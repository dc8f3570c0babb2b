using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Grains.Stores;

namespace Orchestrator.Grains;

/// <summary>
/// What every silo does beside serving grains: starts its telemetry, has orphaned tasks resumed when membership changes, deletes what is
/// past its retention, and drains the silo on its way down.
/// </summary>
internal sealed partial class SiloWorker(
    IGrainFactory grains,
    ILocalSiloDetails silo,
    ISiloStatusOracle membership,
    IHostApplicationLifetime lifetime,
    DrainingSilos draining,
    SiloDrain drain,
    ITaskStore store,
    IOptions<OrchestratorOptions> options,
    TimeProvider time,
    ILogger<SiloWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ResumeLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetentionInterval = TimeSpan.FromHours(1);

    private Task _drained = Task.CompletedTask;
    private string _membersAtSweep = "";
    private bool _sweptSome;
    private long _sweptAt;
    private long _retainedAt;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await _drained.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // At the first sign of the end, not when this service's turn comes: the web server before it waits for its requests.
        await using var stopping = lifetime.ApplicationStopping.Register(() => _drained = Task.Run(drain.RunAsync, CancellationToken.None));
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            await TryAsync(() => grains.GetGrain<IResourceGrain>(silo.SiloAddress.ToParsableString()).Start());
            await TryAsync(SweepAsync);
            await TryAsync(() => drain.ResumeAsync(ResumeLimit));
            await TryAsync(() => DeleteExpiredAsync(stoppingToken));
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception exception) when (ClusterFaults.ArePassing(exception))
        {
            Log.Postponed(logger, exception.Message);
        }
    }

    /// <summary>At once when a silo came or went, again while there was something to do, and now and then in any case.</summary>
    private async Task SweepAsync()
    {
        var active = membership.GetApproximateSiloStatuses(onlyActive: true);
        draining.Keep(active.ContainsKey);
        var members = string.Join(',', active.Keys.Select(member => member.ToParsableString()).Order(StringComparer.Ordinal));
        if (members == _membersAtSweep && !_sweptSome && time.GetElapsedTime(_sweptAt) < SweepInterval)
            return;
        _sweptSome = await grains.GetGrain<IRecoveryGrain>(0).Sweep() > 0;
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
        [LoggerMessage(3302, LogLevel.Warning, "silo.postponed housekeeping: {reason}", EventName = "silo.postponed")]
        public static partial void Postponed(ILogger logger, string reason);

        [LoggerMessage(3303, LogLevel.Information, "silo.retention deleted {count} tasks older than {days} days", EventName = "silo.retention")]
        public static partial void Deleted(ILogger logger, long count, int days);
    }
}
