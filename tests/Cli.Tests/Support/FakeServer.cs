using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Orchestrator.Cli.Tests;

/// <summary>A server that answers what the test says.</summary>
internal sealed class FakeServer : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<string, string, (int Status, string Body)> _answer;
    private readonly Task _loop;

    /// <param name="answer">From "METHOD /path?query" and body to status and body.</param>
    public FakeServer(Func<string, string, (int Status, string Body)> answer)
    {
        _answer = answer;
        for (var tries = 0; ; tries++)
        {
            Url = $"http://127.0.0.1:{TestServers.FreePort.Next()}";
            _listener.Prefixes.Clear();
            _listener.Prefixes.Add($"{Url}/");
            try
            {
                _listener.Start();
                break;
            }
            catch (HttpListenerException) when (tries < 5)
            {
                // Somebody took the port in between.
            }
        }

        _loop = Task.Run(LoopAsync);
    }

    public string Url { get; }

    public ConcurrentQueue<(string Request, string Body, string? Key)> Requests { get; } = new();

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _loop;
    }

    private async Task LoopAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var reader = new StreamReader(context.Request.InputStream);
            var body = await reader.ReadToEndAsync();
            var request = $"{context.Request.HttpMethod} {context.Request.RawUrl}";
            Requests.Enqueue((request, body, context.Request.Headers["X-API-Key"]));
            var (status, answer) = _answer(request, body);
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer));
            context.Response.Close();
        }
    }
}
