using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace Orchestrator.Cli.Tests.Models;

/// <summary>A server with one model file that knows ranges, and may break off.</summary>
internal sealed class ModelServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ModelServer(WebApplication app) => _app = app;

    public byte[] Content { get; set; } = [];

    public string Tag { get; set; } = "\"one\"";

    /// <summary>After so many bytes of an answer the connection is torn down; null for never. Once used up.</summary>
    public Queue<int> Breaks { get; } = new();

    /// <summary>The <c>Range</c> of every request, empty without one.</summary>
    public List<string> Ranges { get; } = [];

    public string Url => $"{_app.Urls.First()}/models/tiny.gguf";

    public static async Task<ModelServer> StartAsync(byte[] content)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new ModelServer(app) { Content = content };
        app.MapGet("/models/tiny.gguf", server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        Ranges.Add(context.Request.Headers.Range.ToString());
        if (Breaks.TryDequeue(out var bytes))
        {
            context.Response.Headers.ETag = Tag;
            context.Response.ContentLength = Content.Length;
            await context.Response.Body.WriteAsync(Content.AsMemory(0, bytes));
            await context.Response.Body.FlushAsync();
            // The client must have read what was sent: a reset throws away what still waits.
            await Task.Delay(200);
            context.Abort();
            return;
        }

        await Results.File(Content, "application/octet-stream", entityTag: new EntityTagHeaderValue(Tag), enableRangeProcessing: true).ExecuteAsync(context);
    }
}
