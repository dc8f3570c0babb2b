using System.Diagnostics;
using Orchestrator.Grains.Interfaces;
using Orchestrator.Grains.Stores;
using Orchestrator.TestServers;

namespace Orchestrator.Benchmarks;

/// <summary>What ten times the tasks in the table change: accepting and finishing one, listing, statistics, the decision log.</summary>
internal static class GrowthBench
{
    private const int Few = 20_000, Many = 10 * Few, Probes = 2_000, Rounds = 5, Reads = 500;

    public static async Task RunAsync()
    {
        using var folder = new TemporaryFolder();
        await using var store = TaskStores.Sqlite(folder.File("orchestrator.db"));
        await store.InitializeAsync(default);
        Console.WriteLine($"{"tasks",10}{"accept+finish",16}{"list",12}{"stats",12}{"decision log",14}");
        var stored = 0;
        foreach (var wanted in new[] { Few, Many })
        {
            await AddAsync(store, wanted - stored);
            stored = wanted;
            // The first pass is for the compiler alone: without it the second table would be read by better code than the first.
            for (var pass = 0; pass < 2; pass++)
            {
                var (list, stats, log) = (await MicrosecondsAsync(Reads, List), await MicrosecondsAsync(Reads, Stats), await MicrosecondsAsync(Reads, Log));
                if (pass == 1)
                    Console.WriteLine($"{stored,10}{await MicrosecondsAsync(Rounds, Add) / Probes,13:0} µs{list / 1000,9:0.00} ms{stats / 1000,9:0.00} ms{log / 1000,11:0.00} ms");
            }

            stored += (Rounds + 1) * Probes;
        }

        Task Add() => AddAsync(store, Probes);
        Task List() => store.ListAsync(new TaskQuery { Limit = 50 }, default);
        Task Stats() => store.StatsAsync(24, default);
        Task Log() => store.DecisionLogAsync(1, 50, null, null, default);
    }

    private static Task AddAsync(ITaskStore store, int tasks) =>
        Parallel.ForAsync(0, tasks, new ParallelOptions { MaxDegreeOfParallelism = 100 }, async (_, _) =>
        {
            var task = StoredTasks.New();
            await store.CreateAsync(task);
            await store.CompleteAsync(StoredTasks.Finished(task), [StoredTasks.Decision]);
        });

    /// <summary>The median of several times one run.</summary>
    private static async Task<double> MicrosecondsAsync(int times, Func<Task> run)
    {
        await run();
        var found = new List<double>();
        for (var i = 0; i < times; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await run();
            found.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
        }

        return found.Order().ElementAt(times / 2);
    }
}
