using System.Diagnostics;
using System.Net;

namespace Orchestrator.Cli;

/// <summary>Puts a plan on a server: a fixed number of loops that each run task after task, or one clock that starts them.</summary>
internal sealed class LoadRun(ApiClient client, ILoadPath path, LoadPlan plan, string run)
{
    /// <summary>A Prometheus exporter answers a second scrape within this time with the figures of the first.</summary>
    private static readonly TimeSpan ScrapeCache = TimeSpan.FromMilliseconds(400);

    /// <summary>A server that runs for the first time compiles what it runs; this is enough for a fast one, and a slow one should not be made to wait for.</summary>
    private static readonly TimeSpan LongestWarmUp = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private int _next;

    /// <summary>Runs the warm-up and then the plan.</summary>
    /// <param name="progress">Is told of the tally as soon as the measured part begins.</param>
    /// <param name="cancellation">Ends the run; what was found is lost.</param>
    public async Task<LoadReport> RunAsync(Action<LoadTally> progress, CancellationToken cancellation)
    {
        await ClosedAsync(new LoadTally(), Bodies(plan.WarmUp, $"{run}w"), $"{run}w", plan.Duration < LongestWarmUp ? plan.Duration : LongestWarmUp, cancellation);
        var bodies = Bodies(plan.Tasks, run);
        var tally = new LoadTally();
        progress(tally);
        var before = await FiguresAsync(cancellation);
        var started = Stopwatch.GetTimestamp();
        if (plan.RatePerSecond is { } rate)
            await OpenAsync(tally, bodies, rate, cancellation);
        else
            await ClosedAsync(tally, bodies, run, plan.Duration, cancellation);
        var elapsed = Stopwatch.GetElapsedTime(started);
        if (elapsed < ScrapeCache)
            await Task.Delay(ScrapeCache - elapsed, cancellation);
        var spent = (await FiguresAsync(cancellation)).Since(before);
        await path.CheckAsync(tally, cancellation);
        return tally.Report(elapsed, spent);
    }

    private byte[][] Bodies(int tasks, string name) => [.. Enumerable.Range(0, tasks).Select(number => path.Body(name, number))];

    /// <summary>What the server process has spent so far.</summary>
    private async Task<ServerFigures> FiguresAsync(CancellationToken cancellation) => ServerFigures.Parse(await client.MetricsAsync(cancellation));

    private async Task ClosedAsync(LoadTally tally, byte[][] bodies, string name, TimeSpan? duration, CancellationToken cancellation)
    {
        _next = -1;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Math.Min(plan.Users, bodies.Length)).Select(_ => Task.Run(UserAsync, cancellation)));

        async Task UserAsync()
        {
            while (Interlocked.Increment(ref _next) is var number && number < bodies.Length && !(Stopwatch.GetElapsedTime(started) >= duration))
                await OneAsync(tally, bodies[number], LoadPrompts.Mark(name, number), Stopwatch.GetTimestamp(), cancellation);
        }
    }

    /// <summary>Latencies count from when a task was due, so that a stalled server cannot hide the tasks it kept from starting.</summary>
    private async Task OpenAsync(LoadTally tally, byte[][] bodies, double rate, CancellationToken cancellation)
    {
        using var places = new SemaphoreSlim(LoadPlan.MostInFlight);
        var running = new List<Task>(bodies.Length);
        var started = Stopwatch.GetTimestamp();
        for (var number = 0; number < bodies.Length; number++)
        {
            var due = TimeSpan.FromSeconds(number / rate);
            if (due >= plan.Duration)
                break;
            if (due - Stopwatch.GetElapsedTime(started) is { TotalMilliseconds: >= 1 } early)
                await Task.Delay(early, cancellation);
            await places.WaitAsync(cancellation);
            running.Add(PlacedAsync(number, started + (long)(due.TotalSeconds * Stopwatch.Frequency)));
        }

        await Task.WhenAll(running);

        async Task PlacedAsync(int number, long due)
        {
            try
            {
                await OneAsync(tally, bodies[number], LoadPrompts.Mark(run, number), due, cancellation);
            }
            finally
            {
                places.Release();
            }
        }
    }

    private async Task OneAsync(LoadTally tally, byte[] body, string mark, long since, CancellationToken cancellation)
    {
        try
        {
            await path.RunAsync(tally, body, mark, since, cancellation);
        }
        catch (ApiException error) when (error.Status == HttpStatusCode.NotFound)
        {
            tally.Lost();
        }
        catch (ApiException)
        {
            tally.Failed();
            // A server that is down or full is not asked again at once.
            await Task.Delay(Pause, cancellation);
        }
    }
}
