using Microsoft.Extensions.AI;

namespace Orchestrator.Engines;

/// <summary>Generates text with the process that runs at the moment of the call.</summary>
internal sealed class LlamaChatClient(LlamaConnection connection) : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        Client(ref options).GetResponseAsync(messages, options, cancellationToken);

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        Client(ref options).GetStreamingResponseAsync(messages, options, cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    private OpenAiChatClient Client(ref ChatOptions? options)
    {
        var (current, model) = connection.Open();
        options = options?.Clone() ?? new ChatOptions();
        options.ModelId = model;
        return current.Chat(model, OpenAiPreset.OldField, highestTemperature: 2);
    }
}
