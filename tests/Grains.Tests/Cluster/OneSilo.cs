using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orchestrator.Engines;
using Orchestrator.Grains.Interfaces;
using Orchestrator.Grains.Stores;
using Orchestrator.Routing;
using Orchestrator.TestServers;

namespace Orchestrator.Grains.Tests.Cluster;

/// <summary>A silo in this process with a SQLite store of its own and scripted engines: GPU and CPU with one slot each, CLOUD with four.</summary>
public class OneSilo : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private IHost _host = null!;

    public ITaskStore Store { get; private set; } = null!;

    public IGrainFactory Grains { get; private set; } = null!;

    /// <summary>Lets held calls of its engines go on.</summary>
    internal ScriptGate Script { get; } = new();

    /// <summary>Who may call; a test adds accounts of its own.</summary>
    internal TestAccounts Accounts { get; } = new();

    /// <summary>Its <c>routing_policy.yaml</c>: everything goes to GPU, reasoning to CLOUD.</summary>
    protected virtual string Policy =>
        "rules:\n  - { name: reasoning_cloud, priority_order: 1, conditions: { task_type: REASONING }, target: CLOUD }\n  - { name: default_gpu, priority_order: 2, target: GPU, confidence: 0.9 }\n";

    protected virtual TaskStoreOptions StoreOptions => new();

    internal AdmissionGate Gate => _host.Services.GetRequiredService<AdmissionGate>();

    /// <summary>The silo, as an owner of tasks.</summary>
    public string Address => _host.Services.GetRequiredService<ILocalSiloDetails>().SiloAddress.ToParsableString();

    internal PromptJudge Judge => _host.Services.GetRequiredService<PromptJudge>();

    internal EngineLanes Lanes => _host.Services.GetRequiredService<EngineLanes>();

    public async ValueTask InitializeAsync()
    {
        WritePolicies();
        Store = TaskStores.Sqlite(_folder.File("orchestrator.db"), StoreOptions);
        await Store.InitializeAsync(default);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddMetrics();
        builder.Services.AddSingleton<IAccounts>(Accounts);
        builder.Services.AddEngineClient("scripted", (options, _) => new EngineClients(new ScriptedEngine(WireNames.Of(options.Target).ToLowerInvariant(), Script)));
        builder.Services.AddEngines(new EngineSetup { Engines = [Engine(ComputeTarget.Gpu, 1), Engine(ComputeTarget.Cpu, 1), Engine(ComputeTarget.Cloud, 4)] });
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(FreePort.Next(), FreePort.Next());
            silo.AddMemoryGrainStorage(OrchestratorStorage.SmallState);
            var options = new OrchestratorOptions { PoliciesDirectory = _folder.Path, MaxPendingTasks = 50, NoTargetGraceSec = 10, ShutdownGraceSec = 0, GpuOverloadPercent = 100, CpuOverloadPercent = 100, SummaryChunkTokens = 64 };
            silo.AddOrchestratorGrains(Store, options, new SiloIdentity(["gpu", "cpu", "cloud"]), simulate: true);
        });
        _host = builder.Build();
        await _host.StartAsync();
        Grains = _host.Services.GetRequiredService<IGrainFactory>();
    }

    public async ValueTask DisposeAsync()
    {
        Script.Release();
        await _host.StopAsync();
        _host.Dispose();
        await Store.DisposeAsync();
        _folder.Dispose();
    }

    public static TaskSubmission Submission(string text, ComputeTarget? target = null, TaskPriority priority = TaskPriority.Normal) =>
        new() { Type = TaskType.Chat, InputText = text, Account = "test", Target = target, Priority = priority };

    /// <summary>Submits a task under a new id.</summary>
    public async Task<ITaskGrain> SubmitAsync(TaskSubmission submission)
    {
        var task = Grains.GetGrain<ITaskGrain>(Guid.NewGuid());
        Assert.Equal(SubmitOutcome.Accepted, (await task.Submit(submission)).Outcome);
        return task;
    }

    /// <summary>Runs a task to its end.</summary>
    public async Task<TaskSnapshot> RunAsync(TaskSubmission submission) => await EndOf(await SubmitAsync(submission));

    public static async Task<TaskSnapshot> EndOf(ITaskGrain task)
    {
        for (var tries = 0; tries < 6; tries++)
        {
            if (await task.Get(10_000) is { IsTerminal: true } end)
                return end;
        }

        throw new TimeoutException("the task did not end");
    }

    /// <summary>Waits until the task is in a state that satisfies the condition.</summary>
    public static async Task<TaskSnapshot> Until(ITaskGrain task, Func<TaskSnapshot, bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var now = await task.Get(0);
            if (now is not null && condition(now))
                return now;
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"still {now?.State}, {now?.Decision?.Reasoning}: {string.Join(", ", now?.Attempts.Select(attempt => $"{attempt.Target} {attempt.Outcome}") ?? [])}");
            await Task.Delay(10);
        }
    }

    private static EngineOptions Engine(ComputeTarget target, int slots) => new()
    {
        Name = $"scripted-{WireNames.Of(target).ToLowerInvariant()}",
        Target = target,
        Kind = "scripted",
        ChatModel = target == ComputeTarget.Cloud ? "gemini-3.5-flash-lite" : "local",
        Concurrency = slots,
    };

    private void WritePolicies()
    {
        File.WriteAllText(_folder.File("routing_policy.yaml"), Policy);
        File.WriteAllText(_folder.File("cost_config.yaml"), string.Create(CultureInfo.InvariantCulture, $"""
            baseline_model: gemini-3.5-flash-lite
            baseline_embedding_model: gemini-3.5-flash-lite
            prices:
              - model: gemini-3.5-flash-lite
                input: {0.30}
                output: {2.50}
            """));
    }
}
