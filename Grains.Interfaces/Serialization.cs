using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.Cloning;

namespace Orchestrator.Grains.Interfaces;

/// <summary>How the records of the decision library travel between processes.</summary>
public static class OrchestratorSerialization
{
    /// <summary>
    /// Registers the codec for <c>Orchestrator.Routing</c>, on silos and clients alike. That library references no package, so its plain records travel as
    /// JSON; inside one process they are immutable and passed by reference.
    /// </summary>
    public static IServiceCollection AddOrchestratorSerialization(this IServiceCollection services)
    {
        // Before the JSON codec, which would copy by a round trip through text.
        services.AddSingleton<IGeneralizedCopier, RoutingCopier>();
        return services.AddSerializer(builder => builder.AddJsonSerializer(RoutingCopier.Covers));
    }
}

/// <summary>"Copies" an immutable record of the decision library by handing out the same one.</summary>
internal sealed class RoutingCopier : IGeneralizedCopier
{
    public static bool Covers(Type type) => type.Namespace is "Orchestrator.Routing";

    public bool IsSupportedType(Type type) => Covers(type);

    public object? DeepCopy(object? input, CopyContext context) => input;
}
