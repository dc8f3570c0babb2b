using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Orchestrator.Benchmarks;

/// <summary>
/// A provider that answers at once, whole or as a stream of <see cref="Tokens"/> chunks. A prompt with <c>paced</c> is answered at 50 tokens a second,
/// each of which says when it was sent; one with <c>late</c> begins to answer after <see cref="Late"/>.
/// </summary>
internal static class MockUpstream
{
    public const int Tokens = 16, TokensPerSecond = 50;
    public const string Model = "mock-model";

    public static readonly TimeSpan Late = TimeSpan.FromMilliseconds(100);

    private const string Json = "application/json";
    private static readonly byte[] Whole = Encoding.UTF8.GetBytes(
        $$"""{"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"{{Model}}","choices":[{"index":0,"message":{"role":"assistant","content":"{{string.Concat(Enumerable.Repeat("word ", Tokens))}}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":12,"completion_tokens":{{Tokens}},"total_tokens":{{12 + Tokens}} } }""");

    private static readonly byte[] Word = Chunk("word ");
    private static readonly byte[] End = Encoding.UTF8.GetBytes(
        "data: " + """{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"mock-model","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""" + "\n\n"
        + "data: " + $$"""{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"mock-model","choices":[],"usage":{"prompt_tokens":12,"completion_tokens":{{Tokens}},"total_tokens":{{12 + Tokens}} } }""" + "\n\n"
        + "data: [DONE]\n\n");

    public static async Task RunAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        await using var app = builder.Build();
        app.MapGet("/v1/models", () => Results.Text($$"""{"object":"list","data":[{"id":"{{Model}}","object":"model"}]}""", Json));
        app.MapPost("/v1/chat/completions", AnswerAsync);
        await app.RunAsync();
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        if (body.Contains("late", StringComparison.Ordinal))
            await Task.Delay(Late);
        if (!body.Contains("\"stream\":true", StringComparison.Ordinal))
        {
            context.Response.ContentType = Json;
            await context.Response.Body.WriteAsync(Whole);
            return;
        }

        context.Response.ContentType = "text/event-stream";
        if (body.Contains("paced", StringComparison.Ordinal))
            await PaceAsync(context);
        else
            for (var i = 0; i < Tokens; i++)
                await SendAsync(context, Word);
        await SendAsync(context, End);
    }

    private static async Task PaceAsync(HttpContext context)
    {
        using var clock = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / TokensPerSecond));
        for (var i = 0; i < StreamBench.TokensPerStream && await clock.WaitForNextTickAsync(context.RequestAborted); i++)
            await SendAsync(context, Chunk(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetTimestamp()} ")));
    }

    private static async Task SendAsync(HttpContext context, byte[] bytes)
    {
        await context.Response.Body.WriteAsync(bytes);
        await context.Response.Body.FlushAsync();
    }

    private static byte[] Chunk(string text) => Encoding.UTF8.GetBytes(
        "data: " + $$"""{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"{{Model}}","choices":[{"index":0,"delta":{"role":"assistant","content":"{{text}}"},"finish_reason":null}]}""" + "\n\n");
}
