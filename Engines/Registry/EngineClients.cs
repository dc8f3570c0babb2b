using Microsoft.Extensions.AI;

namespace Orchestrator.Engines;

/// <summary>What an engine kind is made of: any client of Microsoft.Extensions.AI.</summary>
/// <param name="Chat">Generates text; null for an engine that only embeds.</param>
/// <param name="Embeddings">Embeds; null for an engine that does not.</param>
public sealed record EngineClients(IChatClient? Chat, IEmbeddingGenerator<string, Embedding<float>>? Embeddings = null)
{
    /// <summary>Asks whether the engine takes work, free of charge; null: taken to be healthy until calls fail.</summary>
    public Func<CancellationToken, Task<EngineHealth>>? Probe { get; init; }

    /// <summary>True when the clients time out on silence themselves, counting every byte; false: silence between updates counts.</summary>
    public bool WatchesSilence { get; init; }

    /// <summary>True when answers are made up.</summary>
    public bool IsSimulated { get; init; }

    /// <summary>Starts what the engine needs beside it and returns at once; null for nothing.</summary>
    public Func<CancellationToken, Task>? Start { get; init; }

    /// <summary>Disposed with the engine, after the clients.</summary>
    public IAsyncDisposable? Owned { get; init; }
}

/// <summary>Makes the clients of one engine of a kind.</summary>
/// <param name="options">Its entry in <c>engines.yaml</c>.</param>
/// <param name="services">The silo's services.</param>
/// <exception cref="EngineException">It cannot be made here, for example because its key is not set; the message says why.</exception>
public delegate EngineClients EngineClientFactory(EngineOptions options, IServiceProvider services);

internal sealed record EngineKind(string Name, EngineClientFactory Create);
