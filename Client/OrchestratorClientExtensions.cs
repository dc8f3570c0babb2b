using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Orchestrator.Client;

/// <summary>Adds the clients to a container.</summary>
public static class OrchestratorClientExtensions
{
    /// <summary>
    /// Adds <see cref="IChatClient"/> and <see cref="IEmbeddingGenerator{TInput,TEmbedding}"/> over an orchestrator. Without an address they go straight to
    /// the cluster whose Orleans client or silo is in the same container.
    /// </summary>
    /// <param name="services">The container.</param>
    /// <param name="configure">Sets the options; null for a cluster in the same container.</param>
    public static IServiceCollection AddOrchestratorClient(this IServiceCollection services, Action<OrchestratorClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<OrchestratorClientOptions>().Configure(options => configure?.Invoke(options))
            .Validate(
                options => options.BaseAddress is null || (options.BaseAddress.IsAbsoluteUri && options.BaseAddress.Scheme is "http" or "https"),
                "OrchestratorClientOptions.BaseAddress must be an absolute http or https address.")
            .Validate(
                options => options.BaseAddress is null || !string.IsNullOrWhiteSpace(options.ApiKey),
                "OrchestratorClientOptions.ApiKey must be set with BaseAddress.")
            .ValidateOnStart();
        services.AddOrchestratorSerialization();
        services.TryAddSingleton(Connect);
        services.TryAddSingleton<IChatClient>(provider => new OrchestratorChatClient(provider.GetRequiredService<OrchestratorConnection>()));
        services.TryAddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(
            provider => new OrchestratorEmbeddingGenerator(provider.GetRequiredService<OrchestratorConnection>()));
        return services;
    }

    private static OrchestratorConnection Connect(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<OrchestratorClientOptions>>().Value;
        return options.BaseAddress is { } address
            ? OrchestratorConnection.OverHttp(address, options.ApiKey!, options.Task)
            : OrchestratorConnection.ToCluster(provider.GetRequiredService<IGrainFactory>(), options.Account, options.Task, provider.GetService<TimeProvider>());
    }
}
