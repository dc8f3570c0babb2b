using System.Diagnostics;
using System.Text;
using System.Threading.Channels;

namespace Orchestrator.LlamaHost;

/// <summary><c>/v1/chat/completions</c>, whole or as server-sent events. A client that leaves stops the token loop.</summary>
internal sealed class ChatEndpoint(ModelRuntime runtime, TimeProvider time)
{
    private static readonly byte[] Done = "data: [DONE]\n\n"u8.ToArray();

    public async Task HandleAsync(HttpContext http, ModelRuntime.Loaded loaded)
    {
        var body = await HttpJson.ReadAsync(http, ApiJson.Default.ChatRequest);
        var request = ChatValidation.ToGeneration(body, loaded);
        var reply = new Reply("chatcmpl-" + Guid.NewGuid().ToString("N"), time.GetUtcNow().ToUnixTimeSeconds(), runtime.Alias);
        var pieces = Channel.CreateUnbounded<string>(new() { SingleReader = true, SingleWriter = true });
        var running = RunAsync(loaded, request, pieces.Writer, http.RequestAborted);
        if (body.Stream) await StreamAsync(http, reply, pieces.Reader, running, body.StreamOptions?.IncludeUsage ?? false);
        else await AnswerAsync(http, reply, pieces.Reader, running);
    }

    private static async Task<(GenerationResult Result, double QueueMs)> RunAsync(
        ModelRuntime.Loaded loaded, GenerationRequest request, ChannelWriter<string> pieces, CancellationToken cancellationToken)
    {
        var asked = Stopwatch.GetTimestamp();
        var queued = TimeSpan.Zero;
        try
        {
            var result = await loaded.Slots.UseAsync(
                (slot, stop) =>
                {
                    queued = Stopwatch.GetElapsedTime(asked);
                    return Generation.Run(loaded.Model, slot, request, piece => pieces.TryWrite(piece), stop);
                },
                cancellationToken);
            return (result, queued.TotalMilliseconds);
        }
        finally
        {
            pieces.Complete();
        }
    }

    private static async Task AnswerAsync(HttpContext http, Reply reply, ChannelReader<string> pieces, Task<(GenerationResult Result, double QueueMs)> running)
    {
        var text = new StringBuilder();
        await foreach (var piece in pieces.ReadAllAsync()) text.Append(piece);
        var (result, queueMs) = await running;
        await HttpJson.WriteAsync(http, reply.Whole(text.ToString(), result, queueMs), ApiJson.Default.ChatResponse);
    }

    private static async Task StreamAsync(
        HttpContext http, Reply reply, ChannelReader<string> pieces, Task<(GenerationResult Result, double QueueMs)> running, bool includeUsage)
    {
        var events = new EventStream(http.Response);
        try
        {
            while (await pieces.WaitToReadAsync())
            {
                // The opening chunk comes with the first text: until then a failure is still an HTTP error.
                if (!http.Response.HasStarted) await events.SendAsync(reply.Chunk(new("assistant", "")), ApiJson.Default.ChatResponse);
                while (pieces.TryRead(out var piece)) await events.SendAsync(reply.Chunk(new(null, piece)), ApiJson.Default.ChatResponse);
                await events.FlushAsync();
            }

            var (result, queueMs) = await running;
            await events.SendAsync(reply.Chunk(new(null, null), result.FinishReason), ApiJson.Default.ChatResponse);
            if (includeUsage) await events.SendAsync(reply.UsageChunk(result, queueMs), ApiJson.Default.ChatResponse);
            await events.SendAsync(Done);
            await events.FlushAsync();
        }
        catch (Exception e) when (http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            await events.SendAsync(new ErrorResponse(HostApi.Describe(e)), ApiJson.Default.ErrorResponse);
            await events.FlushAsync();
        }
        finally
        {
            await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
