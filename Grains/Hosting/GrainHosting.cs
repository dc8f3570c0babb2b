using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Grains.Stores;
using Orleans.Configuration;
using Orleans.Placement;
using Orleans.Runtime.GrainDirectory;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace Orchestrator.Grains;

/// <summary>Puts the actors on a silo.</summary>
public static class GrainHosting
{
    /// <summary>
    /// Adds the grains with what they need. The caller adds engines (<c>AddEngines</c>), a grain storage named
    /// <see cref="OrchestratorStorage.SmallState"/> and the clustering.
    /// </summary>
    /// <param name="silo">The silo.</param>
    /// <param name="store">The task store, initialised.</param>
    /// <param name="options">How the actors behave, validated.</param>
    /// <param name="identity">What this silo is tagged with.</param>
    /// <param name="simulate">True for simulated telemetry.</param>
    public static ISiloBuilder AddOrchestratorGrains(this ISiloBuilder silo, ITaskStore store, OrchestratorOptions options, SiloIdentity identity, bool simulate)
    {
        silo.UseSiloMetadata(new Dictionary<string, string> { [RequireCapabilityDirector.MetadataKey] = string.Join(',', identity.Capabilities) });
        var services = silo.Services;
        services.AddPlacementDirector<OnNamedSiloPlacement, OnNamedSiloDirector>();
        services.AddPlacementFilter<RequireCapabilityStrategy, RequireCapabilityDirector>(ServiceLifetime.Transient);
        services.AddPlacementFilter<AvoidDrainingStrategy, AvoidDrainingDirector>(ServiceLifetime.Transient);
        services.AddOrchestratorSerialization();
        services.AddSingleton(Options.Create(options));
        services.AddSingleton(identity);
        services.AddSingleton(store);
        services.TryAddSingleton<IAccounts>(AccountSet.Empty);
        services.AddSingleton(new AdmissionGate(options.MaxPendingTasks));
        services.AddSingleton(provider => new PolicySource(
            provider.GetRequiredService<IOptions<OrchestratorOptions>>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<PolicySource>>()));
        services.AddSingleton(provider => new CostBookSource(
            provider.GetRequiredService<IOptions<OrchestratorOptions>>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<CostBookSource>>()));
        services.AddSingleton(provider => provider.GetRequiredService<PolicySource>().File);
        services.AddSingleton(provider => provider.GetRequiredService<CostBookSource>().File);
        services.AddTransient(_ => new Random());
        services.AddSingleton<OrchestratorMetrics>();
        services.AddSingleton<PromptJudge>();
        services.AddSingleton<TaskServices>();
        services.Configure<GrainDirectoryOptions>(directory => directory.CachingStrategy = GrainDirectoryOptions.CachingStrategyType.Custom);
        services.AddSingleton<NewTasksHere>();
        services.AddSingleton<IGrainDirectoryCache>(provider => provider.GetRequiredService<NewTasksHere>());
        services.AddSingleton<LocalTasks>();
        services.AddSingleton<ILocalTasks>(provider => provider.GetRequiredService<LocalTasks>());
        services.AddSingleton<DrainingSilos>();
        services.AddSingleton<SiloDrain>();
        services.AddSingleton<EngineLanes>();
        services.AddSingleton<Executors>();
        services.AddSingleton<GrainReferences>();
        services.AddSingleton<Lingering>();
        services.AddSingleton<SiloSnapshotReader>();
        services.AddSingleton<Func<ComputeTarget, (int Running, int Slots)>>(provider => target => provider.GetRequiredService<EngineLanes>().Load(target));
        services.AddResourceSampling(simulate);
        services.AddHostedService<FileWatchService>();
        services.AddHostedService<SiloWorker>();
        services.AddHostedService<LearningWorker>();
        return silo;
    }

    /// <summary>Reads the policy files now, so that a broken one stops the start before anything else has begun.</summary>
    /// <exception cref="ConfigurationException">A file is missing or invalid; the message names every error with line and column.</exception>
    public static void LoadPolicies(IServiceProvider services)
    {
        services.GetRequiredService<PolicySource>();
        services.GetRequiredService<CostBookSource>();
    }
}
