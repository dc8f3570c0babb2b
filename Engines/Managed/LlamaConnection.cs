using Orchestrator.Routing;

namespace Orchestrator.Engines;

/// <summary>Follows a supervised process: its address and key change with every start, and so does the connection.</summary>
internal sealed class LlamaConnection(EngineOptions options, Func<LlamaServerStatus> status, IAsyncDisposable server, TimeProvider time) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private OpenAiConnection? _current;
    private string? _currentKey;

    /// <summary>The connection to the process that runs now, and the name of its model.</summary>
    /// <exception cref="EngineException">None is ready.</exception>
    public (OpenAiConnection Connection, string Model) Open()
    {
        var now = status();
        if (now is not { State: LlamaServerState.Ready, Endpoint: { } endpoint })
            throw new EngineException(EngineFault.Unreachable, now.Detail ?? "the llama.cpp process is not ready");
        lock (_gate)
        {
            if (_current is null || _current.Endpoint != endpoint || _currentKey != now.ApiKey)
            {
                // The process behind the old connection is gone, and its calls with it.
                _current?.Dispose();
                _current = new OpenAiConnection(endpoint, now.ApiKey, options, time);
                _currentKey = now.ApiKey;
            }

            return (_current, now.ModelName);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        _current?.Dispose();
    }
}
