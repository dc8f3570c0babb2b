using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
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
        if (whole)
        {
            if (answer.Read(await response.Content.ReadAsByteArrayAsync(cancellationToken)) is { } text)
                yield return answer.Text(text);
        }
        else
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            await foreach (var chunk in SseParser.Create(stream, (_, data) => answer.Read(data)).EnumerateAsync(cancellationToken))
            {
                if (answer.Done)
                    break;
                if (chunk.Data is { } text)
                    yield return answer.Text(text);
            }
        }

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
