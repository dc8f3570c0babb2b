using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Orchestrator.Fakes;

/// <summary>A callback as it came in.</summary>
/// <param name="Path">Path without the query.</param>
/// <param name="Signature">The header <c>X-Orchestrator-Signature</c>.</param>
/// <param name="ContentType">The header <c>Content-Type</c>.</param>
/// <param name="Body">The bytes of its body.</param>
public sealed record ReceivedWebhook(string Path, string? Signature, string? ContentType, byte[] Body);

/// <summary>Somebody else's server that is told of finished tasks: a real one, on a free port of the loopback address.</summary>
public sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SemaphoreSlim _arrived = new(0);

    private WebhookReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        _app = builder.Build();
        _app.Run(ReceiveAsync);
    }

    /// <summary>Every callback so far, oldest first.</summary>
    public ConcurrentQueue<ReceivedWebhook> Received { get; } = new();

    /// <summary>How it answers; 200 unless told otherwise.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = _ => Task.CompletedTask;

    /// <summary>Such as <c>http://127.0.0.1:40123</c>.</summary>
    public string Url => _app.Urls.First();

    public int Port => new Uri(Url).Port;

    public static async Task<WebhookReceiver> StartAsync()
    {
        var receiver = new WebhookReceiver();
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>Answers everything with this status.</summary>
    public void AnswerWith(int status) => Answer = context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    /// <summary>Accepts callbacks and never answers them.</summary>
    public void StaySilent() => Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);

    /// <summary>Waits for one more callback than the last call did.</summary>
    public async Task<ReceivedWebhook> NextAsync(TimeSpan within)
    {
        if (!await _arrived.WaitAsync(within))
            throw new TimeoutException($"No callback came within {within.TotalSeconds:0} s; {Received.Count} came before.");
        return Received.Last();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _arrived.Dispose();
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var headers = context.Request.Headers;
        Received.Enqueue(new ReceivedWebhook(context.Request.Path, headers["X-Orchestrator-Signature"], headers.ContentType, body.ToArray()));
        _arrived.Release();
        try
        {
            await Answer(context);
        }
        catch (OperationCanceledException)
        {
            // The sender lost patience.
        }
    }
}
