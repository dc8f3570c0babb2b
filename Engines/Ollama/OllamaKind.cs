using Microsoft.Extensions.DependencyInjection;

namespace Orchestrator.Engines;

/// <summary>Engines of the kind <c>ollama</c>: a server the user runs.</summary>
internal static class OllamaKind
{
    public static EngineClients Create(EngineOptions options, IServiceProvider services)
    {
        var connection = new OllamaConnection(options, services.GetService<TimeProvider>() ?? TimeProvider.System);
        return new EngineClients(new OllamaChatClient(connection), new OllamaEmbeddingGenerator(connection))
        {
            Probe = new OllamaProbe(connection).ProbeAsync,
            WatchesSilence = true,
            Owned = connection,
        };
    }
}
