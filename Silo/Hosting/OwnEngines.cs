using Orchestrator.Engines;

namespace Orchestrator.Silo;

/// <summary>
/// The place for engines of your own: a name for the <c>kind</c> in <c>engines.yaml</c>, and how its clients are made. Any <c>IChatClient</c> or
/// <c>IEmbeddingGenerator</c> of Microsoft.Extensions.AI will do; see <c>docs/engines.md</c>.
/// </summary>
internal static class OwnEngines
{
    /// <summary>Kinds beside the built-in ones; one of the same name replaces it.</summary>
    public static IReadOnlyDictionary<string, EngineClientFactory> Kinds { get; } = new Dictionary<string, EngineClientFactory>();

    public static void AddOwnEngines(this IServiceCollection services)
    {
        foreach (var (kind, create) in Kinds)
            services.AddEngineClient(kind, create);
    }
}
