using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OllamaSharp.Models.Chat;
using Orchestrator.Routing;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Orchestrator.Engines;

/// <summary>OllamaSharp with the engine's runner options on every call, a guard that carries the call's token, and the load time of a streamed answer.</summary>
internal sealed class OllamaChatClient(OllamaConnection connection) : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        options = options?.Clone() ?? new ChatOptions();
        if (options.ToolMode is RequiredChatToolMode)
            throw new EngineException(EngineFault.Unsupported, "Ollama does not support a forced tool_choice");
        connection.Runner.Apply(options);
        using var http = connection.Open(cancellationToken);
        IChatClient client = http;
        await foreach (var update in client.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            if (update.RawRepresentation is ChatDoneResponseStream { LoadDuration: > 0 and var nanoseconds })
                (update.AdditionalProperties ??= [])[AnswerCollector.LoadDuration] = TimeSpan.FromMilliseconds(nanoseconds / 1e6);
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }
}
