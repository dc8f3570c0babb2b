using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Orchestrator.Grains;

/// <summary>What every silo does for learning: keeps its text head current, and wakes the one grain that learns, so that its schedule runs wherever it lives.</summary>
internal sealed partial class LearningWorker(IGrainFactory grains, PromptJudge judge, TimeProvider time, ILogger<LearningWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private const int TicksEvery = 12;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        for (var round = 0; ; round++)
        {
            await TryAsync(() => judge.RefreshAsync(stoppingToken));
            if (round % TicksEvery == 0)
                await TryAsync(() => grains.GetGrain<ILearningGrain>(0).Tick());
            if (!await timer.WaitForNextTickAsync(stoppingToken))
                return;
        }
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

    private static partial class Log
    {
        [LoggerMessage(3511, LogLevel.Warning, "learning.postponed: {reason}", EventName = "learning.postponed")]
        public static partial void Postponed(ILogger logger, string reason);
    }
}
