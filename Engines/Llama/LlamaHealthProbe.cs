using System.Net;
using System.Text.Json;

namespace Orchestrator.Engines;

/// <summary>What <c>/health</c> said.</summary>
internal enum LlamaHealth
{
    Silent,
    Loading,
    LoadFailed,
    Ready,
}

/// <summary>Asks a llama server for its health.</summary>
internal sealed class LlamaHealthProbe(TimeSpan timeout) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false }) { Timeout = timeout };

    public async Task<(LlamaHealth Health, string? Reason)> AskAsync(int port, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _client.GetAsync(new Uri($"http://127.0.0.1:{port}/health"), cancellationToken);
            if (response.IsSuccessStatusCode) return (LlamaHealth.Ready, null);
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable) return (LlamaHealth.Silent, $"/health answered {(int)response.StatusCode}");
            return Loading(await response.Content.ReadAsStringAsync(cancellationToken));
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return (LlamaHealth.Silent, "/health does not answer");
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>LlamaHost tells a failed load from a running one by the error's type; llama-server exits instead.</summary>
    private static (LlamaHealth Health, string? Reason) Loading(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var error = document.RootElement.GetProperty("error");
            var failed = error.TryGetProperty("type", out var type) && type.GetString() == "model_load_error";
            return (failed ? LlamaHealth.LoadFailed : LlamaHealth.Loading, error.GetProperty("message").GetString());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return (LlamaHealth.Loading, null);
        }
    }
}
