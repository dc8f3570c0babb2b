using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Orchestrator.Routing;

namespace Orchestrator.Engines;

/// <summary>The one implementation of an engine: any client of Microsoft.Extensions.AI, held to the contract of <see cref="IEngine"/>.</summary>
internal sealed class ChatClientEngine(EngineOptions options, EngineClients clients, TimeProvider time) : IEngine
{
    private static readonly EngineHealth _healthy = new(true, null, []);

    public EngineOptions Options => options;

    public bool IsSimulated => clients.IsSimulated;

    public async Task<EngineHealth> ProbeAsync(CancellationToken cancellationToken)
    {
        if (clients.Probe is null)
            return _healthy;
        try
        {
            return await clients.Probe(cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return new EngineHealth(false, ClientErrors.Translate(exception).Message, []);
        }
    }

    public async IAsyncEnumerable<EngineUpdate> GenerateAsync(EngineRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var client = clients.Chat ?? throw new EngineException(EngineFault.ModelMissing, $"{options.Name} has no model that generates text");
        cancellationToken.ThrowIfCancellationRequested();
        using var limits = new CallLimits(options, watchSilence: !clients.WatchesSilence, time, cancellationToken);
        var answer = new AnswerCollector();
        await using (var updates = Open(client, request, limits))
        {
            while (await Next(updates, limits) is { } update)
            {
                answer.Add(update);
                if (update.Text is { Length: > 0 } text)
                    yield return new EngineUpdate(text, null);
            }
        }

        limits.ThrowIfOver();
        yield return new EngineUpdate(null, answer.Complete());
    }

    public async Task<EngineEmbedding> EmbedAsync(EngineEmbeddingRequest request, CancellationToken cancellationToken)
    {
        var generator = clients.Embeddings ?? throw new EngineException(EngineFault.ModelMissing, $"{options.Name} has no model that embeds");
        cancellationToken.ThrowIfCancellationRequested();
        using var limits = new CallLimits(options, watchSilence: !clients.WatchesSilence, time, cancellationToken);
        try
        {
            limits.Watch();
            var wanted = new EmbeddingGenerationOptions { ModelId = request.Model, Dimensions = request.Dimensions };
            var found = await generator.GenerateAsync([request.Text], wanted, limits.Token);
            if (found.Count != 1 || found[0].Vector.IsEmpty)
                throw new EngineException(EngineFault.Broken, "the engine returned no vector");
            return new EngineEmbedding(found[0].Vector.ToArray(), AnswerCollector.Count(found.Usage?.InputTokenCount), AnswerCollector.LoadMs(found.AdditionalProperties));
        }
        catch (Exception exception)
        {
            throw limits.Explain(exception);
        }
    }

    /// <summary>Starts what the engine needs beside it, such as a child process; returns at once.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => clients.Start?.Invoke(cancellationToken) ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        clients.Chat?.Dispose();
        clients.Embeddings?.Dispose();
        if (clients.Owned is not null)
            await clients.Owned.DisposeAsync();
    }

    private static IAsyncEnumerator<ChatResponseUpdate> Open(IChatClient client, EngineRequest request, CallLimits limits)
    {
        var chatOptions = ChatOptionsMapper.Map(request);
        if (client.GetService<SimulatedClient>() is not null)
            chatOptions.RawRepresentationFactory = _ => request;
        try
        {
            return client.GetStreamingResponseAsync(TaskInstructions.Compose(request), chatOptions, limits.Token).GetAsyncEnumerator(limits.Token);
        }
        catch (Exception exception)
        {
            throw limits.Explain(exception);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<ChatResponseUpdate?> Next(IAsyncEnumerator<ChatResponseUpdate> updates, CallLimits limits)
    {
        try
        {
            limits.Watch();
            bool more = await updates.MoveNextAsync();
            limits.Pause();
            return more ? updates.Current : null;
        }
        catch (Exception exception)
        {
            throw limits.Explain(exception);
        }
    }
}
