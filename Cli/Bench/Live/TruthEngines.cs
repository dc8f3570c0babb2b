using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Orchestrator.Routing;

namespace Orchestrator.Cli.Bench;

/// <summary>
/// Four engines behind OpenAI's API that take as long as the truth file says, shortened by a factor: a busy neighbour slows, the first attempt fails where the
/// truth has it fail. A prompt names its task by <c>#index</c> at its start.
/// </summary>
internal sealed class TruthEngines : IAsyncDisposable
{
    private readonly Replay _replay;
    private readonly double _compression;
    private readonly HttpListener _listener = new();
    private readonly Task _loop;
    private readonly Lock _lock = new();
    private readonly int[] _running = new int[TargetSet.All.Count];
    private readonly HashSet<(int Task, ComputeTarget Target)> _failed = [];

    public TruthEngines(Replay replay, double compression)
    {
        (_replay, _compression) = (replay, compression);
        Address = Listen();
        _loop = Task.Run(LoopAsync);
    }

    /// <summary>Where they listen; each target below its own name in lower case.</summary>
    public Uri Address { get; }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _loop;
    }

    private Uri Listen()
    {
        for (var tries = 0; ; tries++)
        {
            var address = $"http://127.0.0.1:{UnusedPort.Next(IPAddress.Loopback).ToString(CultureInfo.InvariantCulture)}/";
            _listener.Prefixes.Clear();
            _listener.Prefixes.Add(address);
            try
            {
                _listener.Start();
                return new Uri(address);
            }
            catch (HttpListenerException) when (tries < 5)
            {
                // Somebody took the port in between.
            }
        }
    }

    private async Task LoopAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                _ = Task.Run(() => AnswerAsync(context));
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            var target = WireNames.Parse<ComputeTarget>(context.Request.Url!.Segments[1].TrimEnd('/').ToUpperInvariant());
            if (context.Request.HttpMethod == "GET")
            {
                await WriteAsync(context, 200, "application/json", """{"object":"list","data":[]}""");
                return;
            }

            using var body = await JsonDocument.ParseAsync(context.Request.InputStream);
            var embeds = context.Request.Url.AbsolutePath.EndsWith("/embeddings", StringComparison.Ordinal);
            var index = TaskOf(body.RootElement, embeds);
            var truth = _replay.Truths[index];
            var (seconds, fails) = Start(index, target, truth);
            await Task.Delay(TimeSpan.FromSeconds(seconds / _compression));
            lock (_lock)
                _running[(int)target]--;
            await (fails
                ? WriteAsync(context, 500, "application/json", """{"error":{"message":"the truth has it fail","type":"server_error"}}""")
                : WriteAsync(context, 200, embeds ? "application/json" : "text/event-stream", embeds ? Embedding(truth) : Completion(truth, target)));
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException or IOException or InvalidOperationException)
        {
            // The server under test went away: a task was moved, or the run is over.
        }
    }

    /// <summary>The prompt stands last; an engine that was asked for something else has nothing to sleep by.</summary>
    private static int TaskOf(JsonElement request, bool embeds)
    {
        var input = embeds ? request.GetProperty("input") : request.GetProperty("messages")[request.GetProperty("messages").GetArrayLength() - 1].GetProperty("content");
        if (input.ValueKind == JsonValueKind.Array)
            input = input[0].ValueKind == JsonValueKind.Object ? input[0].GetProperty("text") : input[0];
        var text = input.GetString()!;
        return int.Parse(text.AsSpan(1, text.IndexOf(' ', StringComparison.Ordinal) - 1), NumberStyles.None, CultureInfo.InvariantCulture);
    }

    private (double Seconds, bool Fails) Start(int index, ComputeTarget target, TaskTruth truth)
    {
        lock (_lock)
        {
            var slowed = target switch
            {
                ComputeTarget.Gpu => _running[(int)target] > 0 ? 1.0 / 0.65 : 1.0,
                ComputeTarget.Cpu => _running[(int)ComputeTarget.Quantized] > 0 ? 1.5 : 1.0,
                ComputeTarget.Quantized => _running[(int)ComputeTarget.Cpu] > 0 ? 1.5 : 1.0,
                _ => 1.0,
            };
            _running[(int)target]++;
            var service = truth.ServiceSeconds[(int)target] * slowed;
            return truth.Fails[(int)target] && _failed.Add((index, target)) ? (Math.Max(0.2, service * 0.3), true) : (service, false);
        }
    }

    private static string Completion(TaskTruth truth, ComputeTarget target)
    {
        var usage = string.Create(CultureInfo.InvariantCulture, $"\"usage\":{{\"prompt_tokens\":{truth.InputTokens:0},\"completion_tokens\":{truth.OutputTokens[(int)target]:0},\"total_tokens\":{truth.InputTokens + truth.OutputTokens[(int)target]:0}}}");
        const string Head = "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[";
        return $"{Head}{{\"index\":0,\"delta\":{{\"role\":\"assistant\",\"content\":\"done\"}},\"finish_reason\":null}}]}}\n\n"
            + $"{Head}{{\"index\":0,\"delta\":{{}},\"finish_reason\":\"stop\"}}]}}\n\n{Head}],{usage}}}\n\ndata: [DONE]\n\n";
    }

    private static string Embedding(TaskTruth truth) => string.Create(
        CultureInfo.InvariantCulture,
        $"{{\"object\":\"list\",\"model\":\"m\",\"data\":[{{\"object\":\"embedding\",\"index\":0,\"embedding\":\"{Convert.ToBase64String(new byte[8])}\"}}],\"usage\":{{\"prompt_tokens\":{truth.InputTokens:0},\"total_tokens\":{truth.InputTokens:0}}}}}");

    private static async Task WriteAsync(HttpListenerContext context, int status, string type, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
        context.Response.Close();
    }
}
