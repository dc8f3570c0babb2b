using System.Diagnostics;
using Orchestrator.Grains.Interfaces;
using Orchestrator.Grains.Stores;
using Orchestrator.Routing;

namespace Orchestrator.StoreWriter;

/// <summary>How long the reads behind the API and the dashboard take, each several times: the first, and median and slowest of the rest.</summary>
public static class ReadTimes
{
    private const int Rounds = 9;

    public static async Task PrintAsync(ITaskStore store, DateTimeOffset now, TextWriter output)
    {
        var deep = await DeepCursorAsync(store, pages: 40);
        (string Name, Func<Task> Read)[] reads =
        [
            ("list, newest", List(new TaskQuery())),
            ("list, page 41", List(new TaskQuery { Cursor = deep })),
            ("list, failed on CLOUD", List(new TaskQuery { State = TaskState.Failed, Target = ComputeTarget.Cloud })),
            ("list, CHAT of the last day", List(new TaskQuery { Type = TaskType.Chat, From = now.AddDays(-1) })),
            ("list, URGENT between two days", List(new TaskQuery { Priority = TaskPriority.Urgent, From = now.AddDays(-20), To = now.AddDays(-18) })),
            ("list, text that is there", List(new TaskQuery { Search = "warehouse" })),
            ("list, text that is nowhere", List(new TaskQuery { Search = "no such words" })),
            ("list, slowest first", List(new TaskQuery { Order = TaskOrder.Slowest })),
            ("list, dearest first, page 10", List(new TaskQuery { Order = TaskOrder.Dearest, Cursor = "at-450" })),
            ("list, without a known cost", List(new TaskQuery { Unpriced = true })),
            ("totals, 24 hours", () => store.StatsAsync(24, default)),
            ("totals, 30 days", () => store.StatsAsync(720, default)),
            ("grouped, 24 hours", Group(24)),
            ("grouped, 30 days", Group(720)),
            ("grouped, a year", Group(8760)),
            ("decision log, page 1", () => store.DecisionLogAsync(1, 50, null, null, default)),
            ("decision log, page 200", () => store.DecisionLogAsync(200, 50, null, null, default)),
            ("decision log, CLOUD by scored", () => store.DecisionLogAsync(1, 50, ComputeTarget.Cloud, DecisionStage.Scored, default)),
        ];
        await output.WriteLineAsync($"{"read",-34}{"first ms",10}{"median ms",11}{"slowest ms",12}");
        foreach (var (name, read) in reads)
        {
            var first = await TimeAsync(read);
            List<double> rest = [];
            for (var i = 0; i < Rounds; i++)
                rest.Add(await TimeAsync(read));
            rest.Sort();
            await output.WriteLineAsync(FormattableString.Invariant($"{name,-34}{first,10:0.0}{rest[Rounds / 2],11:0.0}{rest[^1],12:0.0}"));
        }

        Func<Task> List(TaskQuery query) => () => store.ListAsync(query, default);
        Func<Task> Group(int hours) => () => store.GroupedAsync(new StatsQuery { Hours = hours, Stretches = 48 }, CostBook.Empty, default);
    }

    private static async Task<string?> DeepCursorAsync(ITaskStore store, int pages)
    {
        string? cursor = null;
        for (var i = 0; i < pages; i++)
            cursor = (await store.ListAsync(new TaskQuery { Cursor = cursor }, default)).NextCursor ?? cursor;
        return cursor;
    }

    private static async Task<double> TimeAsync(Func<Task> read)
    {
        var start = Stopwatch.GetTimestamp();
        await read();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
