using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using OpenAI;

namespace Orchestrator.Engines;

/// <summary>The connections to one OpenAI-compatible endpoint, guarded, with retries off: retries are the orchestrator's.</summary>
internal sealed class OpenAiConnection : IAsyncDisposable, IDisposable
{
    private const string UserAgent = "User-Agent";

    // Some servers without keys want the header all the same.
    private const string NoKey = "none";

    private readonly HttpClient _http;
    private readonly HttpMessageInvoker _chatCalls;
    private readonly (string Name, string Value)[] _headers;
    private readonly OpenAIClient _client;
    private readonly Uri _chat;

    public OpenAiConnection(Uri endpoint, string? key, EngineOptions options, TimeProvider time)
        : this(endpoint, key, options, time, SharedSockets.Create(endpoint))
    {
    }

    internal OpenAiConnection(Uri endpoint, string? key, EngineOptions options, TimeProvider time, HttpMessageHandler sockets)
    {
        var guard = new EngineGuardOptions { IdleTimeout = options.IdleTimeout, Secret = key, Time = time };
        Endpoint = endpoint.AbsoluteUri.EndsWith('/') ? endpoint : new Uri($"{endpoint.AbsoluteUri}/");
        var handler = new EngineGuardHandler(sockets, guard);
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        // What the client does beside sending, time limits and default headers, is done here or not needed.
        _chatCalls = new HttpMessageInvoker(handler, disposeHandler: false);
        foreach (var (name, value) in ExtraHeaders(options))
            _http.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        if (!_http.DefaultRequestHeaders.Contains(UserAgent))
            _http.DefaultRequestHeaders.TryAddWithoutValidation(UserAgent, "orchestrator-engines/1");
        (string Name, string Value)[] own = [("Accept", "text/event-stream"), ("Authorization", $"Bearer {key ?? NoKey}")];
        _headers = [.. own, .. from header in _http.DefaultRequestHeaders.NonValidated
                               where !own.Any(one => one.Name.Equals(header.Key, StringComparison.OrdinalIgnoreCase))
                               from value in header.Value
                               select (header.Key, value)];
        _chat = new Uri(Endpoint, "chat/completions");
        _client = new OpenAIClient(new ApiKeyCredential(key ?? NoKey), new OpenAIClientOptions
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

    /// <summary>A client that takes any number of calls at a time.</summary>
    /// <param name="model">The model of calls that name none.</param>
    /// <param name="maxTokensField">What the provider calls the limit on the answer.</param>
    /// <param name="highestTemperature">Largest temperature it accepts.</param>
    public OpenAiChatClient Chat(string model, string maxTokensField, double highestTemperature) =>
        new(this, model, new ChatRequestWriter(maxTokensField, highestTemperature));

    public IEmbeddingGenerator<string, Embedding<float>> Embeddings(string model) => _client.GetEmbeddingClient(model).AsIEmbeddingGenerator();

    /// <summary>Asks for a chat completion; returns when the headers of the answer are there.</summary>
    /// <param name="body">The request; disposed here.</param>
    /// <param name="cancellationToken">Ends the wait for the headers.</param>
    /// <exception cref="EngineException">The engine answered with an error, or not at all.</exception>
    public async Task<HttpResponseMessage> PostChatAsync(HttpContent body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _chat) { Content = body };
        foreach (var (name, value) in _headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await _chatCalls.SendAsync(request, cancellationToken);
    }

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

    public void Dispose()
    {
        _chatCalls.Dispose();
        _http.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private static IEnumerable<(string Name, string Value)> ExtraHeaders(EngineOptions options) =>
        options.Settings.Where(setting => setting.Key.StartsWith("headers.", StringComparison.Ordinal)).Select(setting => (setting.Key["headers.".Length..], setting.Value));
}
