using System.Buffers;
using System.Net.Http.Headers;
using Orchestrator.Routing;

namespace Orchestrator.Engines;

/// <summary>
/// Sits under every HTTP client library and turns what they would swallow into an <see cref="EngineException"/>: error bodies, error lines inside a stream,
/// streams that end early, silence, refused connections, finish reasons the library does not know.
/// </summary>
/// <param name="inner">Sends the request.</param>
/// <param name="options">Limits.</param>
/// <param name="call">Ends the call even where the client library does not pass its token on.</param>
public sealed class EngineGuardHandler(HttpMessageHandler inner, EngineGuardOptions options, CancellationToken call = default) : DelegatingHandler(inner)
{
    private const int LargestErrorBody = 64 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // One source instead of a linked one beside it: who cancelled is asked of the tokens, and if it was none of them, it was the clock.
        using var stop = new CancellationTokenSource(options.IdleTimeout, options.Time);
        using var byReader = stop.EndWith(cancellationToken);
        using var byCall = stop.EndWith(call);
        HttpResponseMessage? response = null;
        try
        {
            response = await base.SendAsync(request, stop.Token);
            if (!response.IsSuccessStatusCode)
                throw ErrorBody.Read(await ReadStart(response.Content, stop.Token), response.StatusCode, RetryAfter(response.Headers)).ToException(options.Secret);
            response.Content = await Guard(response.Content, stop.Token);
            return response;
        }
        catch (Exception exception)
        {
            response?.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            call.ThrowIfCancellationRequested();
            throw Translate(exception, stop.IsCancellationRequested, options);
        }
    }

    /// <summary>What a transport error means; <paramref name="idled"/> says that our own limit ended the wait.</summary>
    internal static Exception Translate(Exception exception, bool idled, EngineGuardOptions options) => exception switch
    {
        EngineException => exception,
        OperationCanceledException when idled =>
            new EngineException(EngineFault.TimedOut, $"nothing arrived for {options.IdleTimeout.TotalSeconds:0.###} s", null, exception),
        OperationCanceledException => new EngineException(EngineFault.Unreachable, "no connection was made in time", null, exception),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError
            or HttpRequestError.ProxyTunnelError } => new EngineException(EngineFault.Unreachable, Redactor.Clean(exception.Message, options.Secret), null, exception),
        HttpRequestException or IOException => new EngineException(EngineFault.Broken, Redactor.Clean(exception.Message, options.Secret), null, exception),
        _ => exception,
    };

    private async Task<HttpContent> Guard(HttpContent content, CancellationToken cancellationToken)
    {
        switch (content.Headers.ContentType?.MediaType)
        {
            case "text/event-stream":
                return await Watch(content, new SseInspector(options.Secret), cancellationToken);
            case "application/x-ndjson":
                return await Watch(content, new NdjsonInspector(options.Secret), cancellationToken);
            case "application/json":
                byte[] body = await content.ReadAsByteArrayAsync(cancellationToken);
                return Replace(content, new ByteArrayContent(WholeAnswer.Check(body, options.Secret)));
            default:
                return content;
        }
    }

    private async Task<HttpContent> Watch(HttpContent content, StreamInspector inspector, CancellationToken cancellationToken)
    {
        var source = await content.ReadAsStreamAsync(cancellationToken);
        return Replace(content, new StreamContent(new GuardedStream(source, inspector, options, call)));
    }

    private static HttpContent Replace(HttpContent old, HttpContent content)
    {
        content.Headers.ContentType = old.Headers.ContentType;
        return content;
    }

    private TimeSpan? RetryAfter(HttpResponseHeaders headers) => headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > options.Time.GetUtcNow() => date - options.Time.GetUtcNow(),
        _ => null,
    };

    // An error page can be of any size: its start says enough.
    private static async Task<byte[]> ReadStart(HttpContent content, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(LargestErrorBody);
        try
        {
            await using var stream = await content.ReadAsStreamAsync(cancellationToken);
            int length = await stream.ReadAtLeastAsync(buffer.AsMemory(0, LargestErrorBody), LargestErrorBody, throwOnEndOfStream: false, cancellationToken);
            return buffer[..length];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
