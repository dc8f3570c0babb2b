using Microsoft.Extensions.DependencyInjection;

namespace Orchestrator.Engines;

/// <summary>Engines of the kind <c>simulated</c>.</summary>
internal static class SimulatedKind
{
    public static EngineClients Create(EngineOptions options, IServiceProvider services)
    {
        var client = new SimulatedClient(options, services.GetService<TimeProvider>() ?? TimeProvider.System);
        return new EngineClients(client, client)
        {
            Probe = _ => Task.FromResult(new EngineHealth(true, "simulated: answers are made up", [.. new[] { options.ChatModel, options.EmbeddingModel }.OfType<string>()])),
            IsSimulated = true,
        };
    }
}
