using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Orchestrator.Fakes;

/// <summary>A request a fake received.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path without the query.</param>
/// <param name="Headers">Its headers.</param>
/// <param name="Body">Its JSON body; null without one.</param>
public sealed record FakeRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, JsonObject? Body);

/// <summary>A real HTTP server on a free port of the loopback address that pretends to be an engine.</summary>
public abstract class FakeServer : IAsyncDisposable
{
    private readonly ConcurrentQueue<FakeReply> _script = new();
    private readonly TaskCompletionSource _disconnected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _stalling = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication? _app;

    /// <summary>Where it listens, for example <c>http://127.0.0.1:40123/</c>.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Every request so far, oldest first.</summary>
    public ConcurrentQueue<FakeRequest> Requests { get; } = new();

    /// <summary>Completes when a client has gone away in the middle of an answer.</summary>
    public Task Disconnected => _disconnected.Task;

    /// <summary>Completes when a scripted reply has begun to stall.</summary>
    public Task Stalling => _stalling.Task;

    /// <summary>The latest request to a path that ends so.</summary>
    public FakeRequest Last(string pathEnd) => Requests.Last(request => request.Path.EndsWith(pathEnd, StringComparison.Ordinal));

    /// <summary>Prescribes the reply to the next POST that has none yet.</summary>
    public void Enqueue(FakeReply reply) => _script.Enqueue(reply);

    public async Task ListenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Use(Receive);
        Map(_app);
        await _app.StartAsync();
        Address = new Uri($"{_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()}/");
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_app is not null)
        {
            using var now = new CancellationTokenSource();
            await now.CancelAsync();
            await _app.StopAsync(now.Token);
            await _app.DisposeAsync();
        }
    }

    protected abstract void Map(WebApplication app);

    /// <summary>The parsed body of a request that came through.</summary>
    protected static JsonObject Body(HttpContext context) => (JsonObject?)context.Items["body"] ?? [];

    /// <summary>Writes text and flushes it.</summary>
    protected static async Task Write(HttpContext context, string text)
    {
        await context.Response.WriteAsync(text, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    protected void NoteDisconnect() => _disconnected.TrySetResult();

    private async Task Receive(HttpContext context, Func<Task> next)
    {
        JsonObject? body = null;
        if (context.Request.ContentLength is > 0 || context.Request.Headers.TransferEncoding.Count > 0)
            body = (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted)) as JsonObject;
        context.Items["body"] = body;
        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        Requests.Enqueue(new FakeRequest(context.Request.Method, context.Request.Path, headers, body));
        try
        {
            if (HttpMethods.IsPost(context.Request.Method) && _script.TryDequeue(out var scripted))
                await Play(context, scripted);
            else
                await next();
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            NoteDisconnect();
        }
    }

    private async Task Play(HttpContext context, FakeReply reply)
    {
        context.Response.StatusCode = reply.Status;
        foreach (var (name, value) in reply.Headers)
            context.Response.Headers[name] = value;
        if (reply.Parts.Count > 0)
            context.Response.ContentType = reply.ContentType;
        foreach (string part in reply.Parts)
            await Write(context, part);
        if (reply.Ending == FakeEnding.Stall)
        {
            _stalling.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }

        if (reply.Ending == FakeEnding.Reset)
            context.Abort();
    }
}
