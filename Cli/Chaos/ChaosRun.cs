using System.Diagnostics;
using System.Net;

namespace Orchestrator.Cli;

/// <summary>Disturbs a cluster under load, round after round, and checks the books at the end.</summary>
internal sealed class ChaosRun(ChaosCluster cluster, ChaosPlan plan, Action<string> say)
{
    private const int WarmUpTasks = 20;
    private const int WatchedTasks = 200;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private readonly Random _random = new(plan.Seed);

    public async Task<ChaosReport> RunAsync(CancellationToken cancellation)
    {
        await cluster.UntilWholeAsync(plan.SettleLimit, cancellation);
        var load = new ChaosLoad(cluster.Gateway, cluster.Callbacks.Url, plan, cancellation);
        List<ChaosEvent> events = [];
        try
        {
            while (load.Accepted.Count() < WarmUpTasks && load.Now < plan.SettleLimit)
                await Task.Delay(Interval, cancellation);
            var actions = plan.Actions.Where(action => action != ChaosAction.Cut || cluster.Network is not null).ToList();
            for (var round = 0; round < plan.Rounds && actions.Count > 0; round++)
                {
                var (pass, index) = Math.DivRem(round, actions.Count);
                events.Add(await DisturbAsync(actions[index], Victim((index + pass) % 2 == 0), load, cancellation));
            }
        }
        finally
        {
            await load.StopAsync();
        }

        return await CheckAsync(load, events, cancellation);
    }

    /// <summary>The router's silo in every other round, and so that each action meets it in every other pass: its loss is the hardest.</summary>
    private ChaosSilo Victim(bool router)
    {
        if (router)
            return cluster.RouterSilo;
        var others = cluster.Silos.Where(silo => silo != cluster.RouterSilo).ToList();
        return others[_random.Next(others.Count)];
    }

    private async Task<ChaosEvent> DisturbAsync(ChaosAction action, ChaosSilo victim, ChaosLoad load, CancellationToken cancellation)
    {
        var wasRouter = victim == cluster.RouterSilo;
        var before = load.Accepted.TakeLast(WatchedTasks).ToList();
        var at = load.Now;
        var name = action.ToString().ToLowerInvariant();
        say($"{at.TotalSeconds:0.0} s: {name} {victim.Name}{(wasRouter ? ", where the router is" : "")}");
        var done = ApplyAsync(action, victim, cancellation);
        var callsAgain = await load.UntilSucceedsAsync(at, plan.SettleLimit, cancellation);
        var terminal = await UntilTerminalAsync(before, cancellation) == before.Count ? load.Now - at : (TimeSpan?)null;
        await done;
        var whole = await cluster.UntilWholeAsync(plan.SettleLimit, cancellation) ? load.Now - at : (TimeSpan?)null;
        return new ChaosEvent(
            Rounded(at), name, victim.Name, wasRouter, Rounded(callsAgain), Rounded(load.SlowestSince(at)),
            terminal is { } ended ? Rounded(ended) : null, whole is { } complete ? Rounded(complete) : null);
    }

    private async Task ApplyAsync(ChaosAction action, ChaosSilo victim, CancellationToken cancellation)
    {
        switch (action)
        {
            case ChaosAction.Kill:
                await victim.KillAsync();
                await Task.Delay(plan.Away, cancellation);
                break;
            case ChaosAction.Stop:
                await victim.StopAsync(cancellation);
                await Task.Delay(plan.Away, cancellation);
                break;
            case ChaosAction.Restart:
                await victim.StopAsync(cancellation);
                break;
            default:
                await cluster.Network!.CutAsync(victim.Number, cancellation);
                await Task.Delay(plan.CutFor, cancellation);
                await cluster.Network.MendAsync(victim.Number, cancellation);
                return;
        }

        await victim.StartAsync(cancellation);
    }

    private async Task<ChaosReport> CheckAsync(ChaosLoad load, List<ChaosEvent> events, CancellationToken cancellation)
    {
        var seconds = Rounded(load.Now);
        var accepted = load.Accepted.ToList();
        say($"{seconds:0.0} s: load stopped after {accepted.Count} tasks; checking the books");
        await UntilTerminalAsync(accepted, cancellation);
        var ended = await EndsAsync(accepted, cancellation);
        var books = await BooksAtRestAsync(cancellation);
        await UntilAsync(() => Task.FromResult(cluster.Callbacks.Missing(accepted) == 0), cancellation);

        var completed = ended.Where(task => task.Status == "COMPLETED").ToList();
        var report = new ChaosReport(
            InOrder: false,
            seconds,
            accepted.Count,
            RefusedCalls: load.Calls.Count(call => call.Accepted is null),
            Lost: accepted.Count - ended.Count(task => task.IsTerminal),
            Failed: ended.Count(task => task.IsTerminal) - completed.Count,
            Fallbacks: ended.Count(task => task.Attempts.Any(attempt => attempt.Outcome is not (null or "COMPLETED" or "LOST" or "HANDED_ON" or "MOVED" or "CANCELLED"))),
            TwoResults: Math.Max(books.TasksWithTwoResults, ended.Count(task => task.Attempts.Count(attempt => attempt.Outcome == "COMPLETED") > 1)),
            OverCap: Math.Max(books.TasksOverCap, ended.Count(task => task.ActualCostUsd > ChaosLoad.CapUsd)),
            books.Unfinished,
            BooksMissing: books.Accepted - books.Terminal,
            cluster.Callbacks.Missing(accepted),
            cluster.Callbacks.Repeated,
            cluster.Callbacks.Differing,
            cluster.CutsLeftOut,
            events);
        return report with
        {
            InOrder = books.InOrder && accepted.Count > 0 && report is
            {
                Lost: 0, Failed: 0, TwoResults: 0, OverCap: 0, BooksUnfinished: 0, BooksMissing: 0, WebhooksMissing: 0, WebhooksDiffering: 0,
            } && events.TrueForAll(item => item is { TasksTerminalS: not null, WholeAgainS: not null }),
        };
    }

    /// <summary>Waits until these tasks are terminal, or the time is over; how many are.</summary>
    private async Task<int> UntilTerminalAsync(List<Guid> ids, CancellationToken cancellation)
    {
        var open = ids.ToHashSet();
        await UntilAsync(async () =>
        {
            foreach (var task in await EndsAsync(open, cancellation))
            {
                if (task.IsTerminal)
                    open.Remove(task.TaskId);
            }

            return open.Count == 0;
        }, cancellation);
        return ids.Count - open.Count;
    }

    /// <summary>These tasks as they are now; those that cannot be read now are left out.</summary>
    private async Task<List<ChaosTaskView>> EndsAsync(IEnumerable<Guid> ids, CancellationToken cancellation)
    {
        List<ChaosTaskView> found = [];
        foreach (var chunk in ids.Chunk(16))
            found.AddRange((await Task.WhenAll(chunk.Select(id => ReadAsync(id, cancellation)))).OfType<ChaosTaskView>());
        return found;
    }

    private async Task<ChaosTaskView?> ReadAsync(Guid id, CancellationToken cancellation)
    {
        try
        {
            return await cluster.Gateway.GetAsync($"/v1/tasks/{id}", ChaosJson.Default.ChaosTaskView, cancellation);
        }
        catch (ApiException error) when (error.Status is null or HttpStatusCode.NotFound or >= HttpStatusCode.InternalServerError)
        {
            return null;
        }
    }

    private async Task<BooksView> BooksAtRestAsync(CancellationToken cancellation)
    {
        BooksView? books = null;
        await UntilAsync(async () =>
        {
            try
            {
                books = await cluster.Gateway.GetAsync("/v1/invariants", ChaosJson.Default.BooksView, cancellation);
            }
            catch (ApiException) when (books is null)
            {
                return false;
            }

            return books is { InOrder: true, Unfinished: 0 };
        }, cancellation);
        return books ?? throw new ApiException("The server's books could not be read.", null);
    }

    private async Task UntilAsync(Func<Task<bool>> condition, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition() && Stopwatch.GetElapsedTime(started) < plan.SettleLimit)
            await Task.Delay(Interval, cancellation);
    }

    private static double Rounded(TimeSpan time) => Math.Round(time.TotalSeconds, 1);
}
