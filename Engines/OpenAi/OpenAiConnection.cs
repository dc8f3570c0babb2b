using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using OpenAI;

namespace Orchestrator.Engines;

/// <summary>The connections to one OpenAI-compatible endpoint, guarded, with retries off: retries are the orchestrator's.</summary>
internal sealed class OpenAiConnection : IAsyncDisposable, IDisposable
{
    private readonly HttpClient _http;
    private readonly OpenAIClient _client;

    public OpenAiConnection(Uri endpoint, string? key, EngineOptions options, TimeProvider time)
    {
        var guard = new EngineGuardOptions { IdleTimeout = options.IdleTimeout, Secret = key, Time = time };
        Endpoint = endpoint.AbsoluteUri.EndsWith('/') ? endpoint : new Uri($"{endpoint.AbsoluteUri}/");
        _http = new HttpClient(new EngineGuardHandler(SharedSockets.Create(endpoint), guard)) { Timeout = Timeout.InfiniteTimeSpan };
        foreach (var (name, value) in ExtraHeaders(options))
            _http.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        _client = new OpenAIClient(new ApiKeyCredential(key ?? "none"), new OpenAIClientOptions
        {
            Endpoint = Endpoint,
            RetryPolicy = new ClientRetryPolicy(0),
            Transport = new HttpClientPipelineTransport(_http),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
        });
        Key = key;
    }

    public Uri Endpoint { get; }

    private string? Key { get; }

    public IChatClient Chat(string model) => _client.GetChatClient(model).AsIChatClient();

    public IEmbeddingGenerator<string, Embedding<float>> Embeddings(string model) => _client.GetEmbeddingClient(model).AsIEmbeddingGenerator();

    /// <summary>The body of a GET below the endpoint.</summary>
    /// <exception cref="EngineException">The engine answered with an error, or not at all.</exception>
    public async Task<byte[]> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Endpoint, path));
        if (Key is not null)
            request.Headers.Authorization = new("Bearer", Key);
        using var response = await _http.SendAsync(request, cancellationToken);
        return await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private static IEnumerable<(string Name, string Value)> ExtraHeaders(EngineOptions options) =>
        options.Settings.Where(setting => setting.Key.StartsWith("headers.", StringComparison.Ordinal)).Select(setting => (setting.Key["headers.".Length..], setting.Value));
}
