using Microsoft.Extensions.Hosting;

namespace Orchestrator.Grains;

/// <summary>Looks at the watched files twice a second.</summary>
internal sealed class FileWatchService(IEnumerable<IWatchedFile> files, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var file in files)
                file.Poll();
        }
    }
}
