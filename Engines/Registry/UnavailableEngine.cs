namespace Orchestrator.Engines;

/// <summary>Stands for an engine that could not be made, so that everyone can see why.</summary>
internal sealed class UnavailableEngine(EngineOptions options, EngineException reason) : IEngine
{
    private readonly EngineHealth _health = new(false, reason.Message, []);

    public EngineOptions Options => options;

    public bool IsSimulated => false;

    public Task<EngineHealth> ProbeAsync(CancellationToken cancellationToken) => Task.FromResult(_health);

    public IAsyncEnumerable<EngineUpdate> GenerateAsync(EngineRequest request, CancellationToken cancellationToken) => throw Refusal();

    public Task<EngineEmbedding> EmbedAsync(EngineEmbeddingRequest request, CancellationToken cancellationToken) => Task.FromException<EngineEmbedding>(Refusal());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private EngineException Refusal() => new(reason.Fault, reason.Message);
}
