using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace Orchestrator.Grains;

/// <summary>Posts one callback, once.</summary>
internal sealed class WebhookSender : IDisposable
{
    /// <summary>Largest body, bytes. A larger task goes without its result.</summary>
    public const int LargestBody = 1 << 20;

    private readonly ITaskJsonWriter _writer;
    private readonly WebhookOptions _options;
    private readonly TimeProvider _time;
    private readonly byte[] _key;
    private readonly HttpClient _http;

    public WebhookSender(ITaskJsonWriter writer, WebhookOptions options, CallbackDialer dialer, TimeProvider time)
    {
        (_writer, _options, _time) = (writer, options, time);
        _key = Encoding.UTF8.GetBytes(options.Secret ?? "");
        _http = new HttpClient(dialer.NewHandler()) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("orchestrator-webhooks", "1"));
    }

    /// <summary>Null when the receiver took it (2xx), else what went wrong, in a few words without the URL.</summary>
    public async Task<string?> SendAsync(TaskSnapshot task, string url)
    {
        // As strict as at submission: a task may have been submitted under other rules.
        if (_options.Addresses.Refuse(url) is { } refusal)
            return $"the URL {refusal}";
        var body = _writer.Write(task);
        if (body.Length > LargestBody)
            body = _writer.WriteTruncated(task);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Headers.Add(WebhookSignature.Header, WebhookSignature.Of(_key, _time.GetUtcNow(), body));
        using var limit = new CancellationTokenSource(_options.Timeout, _time);
        try
        {
            // Only the status counts: what else the receiver says is not read.
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return response.IsSuccessStatusCode ? null : string.Create(CultureInfo.InvariantCulture, $"answered {(int)response.StatusCode}");
        }
        catch (OperationCanceledException)
        {
            return string.Create(CultureInfo.InvariantCulture, $"no answer in {_options.Timeout.TotalSeconds:0.#} s");
        }
        catch (HttpRequestException error)
        {
            return Describe(error);
        }
    }

    public void Dispose() => _http.Dispose();

    private static string Describe(Exception error) => error.InnerException switch
    {
        CallbackRefusedException => "the host leads to an address that is not public",
        SocketException socket => $"no connection ({socket.SocketErrorCode})",
        System.Security.Authentication.AuthenticationException => "its certificate is not trusted",
        { InnerException: not null } inner => Describe(inner),
        _ => "the connection broke",
    };
}
