using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Orchestrator.Engines;

/// <summary>Adds engines to a silo.</summary>
public static class EngineServiceCollectionExtensions
{
    /// <summary>Adds the <see cref="EngineRegistry"/> with the built-in kinds; it starts and stops with the host.</summary>
    public static IServiceCollection AddEngines(this IServiceCollection services, EngineSetup setup)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(setup);
        services.Insert(0, ServiceDescriptor.Singleton(new EngineKind("simulated", SimulatedKind.Create)));
        services.Insert(0, ServiceDescriptor.Singleton(new EngineKind("ollama", OllamaKind.Create)));
        services.Insert(0, ServiceDescriptor.Singleton(new EngineKind("llama", LlamaKind.Create)));
        services.Insert(0, ServiceDescriptor.Singleton(new EngineKind("openai", OpenAiKind.Create)));
        services.AddSingleton(provider => new EngineRegistry(
            setup,
            provider.GetServices<EngineKind>(),
            provider,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<EngineRegistry>>()));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<EngineRegistry>());
        return services;
    }

    /// <summary>Adds an engine kind for <c>engines.yaml</c>, made of any <c>IChatClient</c>; a built-in kind of the same name is replaced.</summary>
    /// <param name="services">The silo's services.</param>
    /// <param name="kind">Its name in the file.</param>
    /// <param name="create">Makes the clients of one engine.</param>
    public static IServiceCollection AddEngineClient(this IServiceCollection services, string kind, EngineClientFactory create) =>
        services.AddSingleton(new EngineKind(kind, create));
}
