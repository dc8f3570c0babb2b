using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.AI;

namespace Orchestrator.Engines;

/// <summary>
/// Chat completions over the wire of OpenAI. Written here and not left to OpenAI's library because every forwarded answer pays for it: the request is
/// written once, the answer is read as it arrives, and nothing stands between.
/// </summary>
/// <param name="connection">Where to.</param>
/// <param name="model">The model of calls that name none.</param>
/// <param name="requests">Writes what the provider understands.</param>
internal sealed class OpenAiChatClient(OpenAiConnection connection, string model, ChatRequestWriter requests) : IChatClient
{
    /// <summary>Text that is handed on even if more is there at once, UTF-16 code units.</summary>
    private const int LargestUpdate = 4096;

    private readonly ChatClientMetadata _metadata = new("openai", connection.Endpoint, model);

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var response = await connection.PostChatAsync(requests.Write(model, messages, options), cancellationToken);
        // Some servers do not stream, whatever they are asked.
        bool whole = response.Content.Headers.ContentType?.MediaType == "application/json";
        var answer = new ChatChunkReader(whole);
        var text = new StringBuilder();
        if (whole)
        {
            text.Append(answer.Read(await response.Content.ReadAsByteArrayAsync(cancellationToken)));
        }
        else
        {
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            var chunks = SseParser.Create(stream, (_, data) => answer.Read(data)).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            ValueTask<bool>? left = null;
            try
            {
                while (true)
                {
                    var next = chunks.MoveNextAsync();
                    // Tokens that arrived together go on together: every layer above costs as much for one as for many.
                    if (text.Length > 0 && (!next.IsCompletedSuccessfully || text.Length >= LargestUpdate))
                    {
                        left = next;
                        yield return answer.Text(text.ToString());
                        left = null;
                        text.Clear();
                    }

                    if (!await next || answer.Done)
                        break;
                    text.Append(chunks.Current.Data);
                }
            }
            finally
            {
                // Whoever stops at an update leaves a read behind; it ends with its stream.
                await stream.DisposeAsync();
                if (left is { } read)
                    await ((Task)read.AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await chunks.DisposeAsync();
            }
        }

        if (text.Length > 0)
            yield return answer.Text(text.ToString());
        yield return answer.End();
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? _metadata
        : serviceType.IsInstanceOfType(this) ? this : null;

    /// <summary>Does nothing: the connection belongs to the engine.</summary>
    public void Dispose()
    {
    }
}
