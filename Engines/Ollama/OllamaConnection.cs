using OllamaSharp;

namespace Orchestrator.Engines;

/// <summary>The shared connections to one Ollama server.</summary>
internal sealed class OllamaConnection(EngineOptions options, TimeProvider time) : IAsyncDisposable
{
    public static readonly Uri DefaultEndpoint = new("http://localhost:11434");
    private readonly SocketsHttpHandler _sockets = SharedSockets.Create(options.Endpoint ?? DefaultEndpoint);
    private readonly EngineGuardOptions _guard = new() { IdleTimeout = options.IdleTimeout, Time = time };

    public EngineOptions Options => options;

    public OllamaRunner Runner { get; } = new(options);

    public Uri Endpoint { get; } = options.Endpoint ?? DefaultEndpoint;

    /// <summary>
    /// A client for one call. The library does not pass its token on once the headers came, so each call gets a guard of its own that carries it;
    /// the connections below are shared.
    /// </summary>
    public OllamaApiClient Open(CancellationToken call)
    {
        var http = new HttpClient(new EngineGuardHandler(_sockets, _guard, call), disposeHandler: false)
        {
            BaseAddress = Endpoint,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        return new OllamaApiClient(http);
    }

    public ValueTask DisposeAsync()
    {
        _sockets.Dispose();
        return ValueTask.CompletedTask;
    }
}
