using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orchestrator.Engines;
using Orchestrator.Grains;
using Orchestrator.Grains.Interfaces;
using Orchestrator.Grains.Stores;
using Orchestrator.Routing;
using Orchestrator.TestServers;

namespace Orchestrator.Benchmarks;

/// <summary>How many tasks a second the one RouterGrain can decide and hear the end of, called from inside its silo.</summary>
internal static class RouterCeiling
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(3);

    public static async Task RunAsync()
    {
        using var folder = new TemporaryFolder();
        SiloProcess.CopyPolicies(folder.File("policies"));
        await using var store = TaskStores.Sqlite(folder.File("orchestrator.db"));
        await store.InitializeAsync(default);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddMetrics();
        builder.Services.AddEngines(new EngineSetup { Engines = EngineFile.Simulated(latencyScale: 0) });
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(FreePort.Next(), FreePort.Next());
            silo.AddMemoryGrainStorage(OrchestratorStorage.SmallState);
            silo.AddOrchestratorGrains(store, new OrchestratorOptions { PoliciesDirectory = folder.File("policies") }, new SiloIdentity(["gpu", "cpu", "quantized", "cloud"]), simulate: true);
        });
        using var host = builder.Build();
        await host.StartAsync();
        var router = host.Services.GetRequiredService<IGrainFactory>().GetGrain<IRouterGrain>(0);
        while ((await router.Silos()).Count == 0)
            await Task.Delay(50);
        foreach (var stage in new[] { RoutingStage.Rule, RoutingStage.Scored, RoutingStage.Ml })
        {
            await router.SetStage(stage);
            await LoopAsync(router, callers: 64);
            var perSecond = await LoopAsync(router, callers: 64);
            Console.WriteLine($"one router, stage {WireNames.Of(stage),-8}{perSecond,9:0} tasks/s decided and reported, 64 callers at a time");
        }

        await host.StopAsync();
    }

    private static async Task<double> LoopAsync(IRouterGrain router, int callers)
    {
        var profile = TaskAnalyser.Analyse(new TaskDescription(TaskType.Chat, TaskPriority.Normal, false, "Why is the sky blue? Explain it in three sentences."));
        long decided = 0;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(started) < Length)
            {
                var id = Guid.NewGuid();
                var made = (await router.Decide(new DecisionRequest(id, profile, DecisionConstraints.None, 0))).Decision!;
                await router.Report(id, new AttemptOutcome(made.Target, made.Silo, made.Engine, made.Model, TaskType.Chat, true, false, null, false, 0, 1, 2, 10, 10, 0, null));
                Interlocked.Increment(ref decided);
            }
        })));
        return decided / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
