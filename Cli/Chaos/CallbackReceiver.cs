using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Orchestrator.Cli;

/// <summary>Receives the webhooks of a chaos run and remembers what each task was told.</summary>
internal sealed class CallbackReceiver : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentDictionary<Guid, ConcurrentQueue<ChaosWebhook>> _told = new();
    private readonly Task _running;

    public CallbackReceiver(IPAddress address)
    {
        Host = string.Create(CultureInfo.InvariantCulture, $"{address}:{UnusedPort.Next(address)}");
        _listener.Prefixes.Add($"http://{Host}/");
        _listener.Start();
        _running = Task.Run(ReceiveAsync);
    }

    /// <summary>Address and port.</summary>
    public string Host { get; }

    public string Url => $"http://{Host}/done";

    /// <summary>Tasks of <paramref name="ids"/> nobody has told the end of.</summary>
    public int Missing(IEnumerable<Guid> ids) => ids.Count(id => !_told.ContainsKey(id));

    /// <summary>Webhooks beyond the first of a task that say the same.</summary>
    public int Repeated => _told.Values.Sum(told => told.Count - told.Distinct().Count());

    /// <summary>Tasks that were told two different ends.</summary>
    public int Differing => _told.Values.Count(told => told.Distinct().Count() > 1);

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _running;
    }

    private async Task ReceiveAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            _ = Task.Run(() => AnswerAsync(context));
        }
    }

    private async Task<bool> TakeAsync(Stream body)
    {
        try
        {
            if (await JsonSerializer.DeserializeAsync(body, ChaosJson.Default.ChaosWebhook) is not { } webhook)
                return false;
            _told.GetOrAdd(webhook.TaskId, _ => new ConcurrentQueue<ChaosWebhook>()).Enqueue(webhook);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            context.Response.StatusCode = await TakeAsync(context.Request.InputStream) ? 204 : 400;
            context.Response.Close();
        }
        catch (Exception error) when (error is IOException or HttpListenerException or ObjectDisposedException)
        {
            // A sender that was killed in the middle: another one will tell.
            context.Response.Abort();
        }
    }
}
