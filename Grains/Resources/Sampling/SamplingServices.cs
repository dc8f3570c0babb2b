using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Orchestrator.Grains;

/// <summary>Registers the sampler of this process.</summary>
public static class SamplingServices
{
    /// <summary>
    /// Adds <see cref="IResourceSampler"/> as a singleton. With <paramref name="simulate"/> it follows the engines through a
    /// <c>Func&lt;ComputeTarget, (int Running, int Slots)&gt;</c> found in the services; without one the simulated machine stays idle.
    /// </summary>
    public static IServiceCollection AddResourceSampling(this IServiceCollection services, bool simulate)
    {
        services.TryAddSingleton(TimeProvider.System);
        if (simulate)
        {
            services.TryAddSingleton<IResourceSampler>(provider => new SimulatedSampler(
                provider.GetService<Func<ComputeTarget, (int Running, int Slots)>>() ?? (_ => (0, 0)),
                provider.GetRequiredService<TimeProvider>()));
            return services;
        }
        services.TryAddSingleton(provider => new HostSampler(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => ActivatorUtilities.CreateInstance<GpuSampler>(provider));
        services.TryAddSingleton<IResourceSampler, MachineSampler>();
        return services;
    }
}
