using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Orchestrator.Engines;

/// <summary>Bends each call to what the provider understands: the name of the token limit, the range of the temperature.</summary>
internal sealed class OpenAiChatClient(IChatClient inner, string maxTokensField, double highestTemperature) : DelegatingChatClient(inner)
{
    public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetResponseAsync(messages, Adapt(options), cancellationToken);

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetStreamingResponseAsync(messages, Adapt(options), cancellationToken);

    private ChatOptions? Adapt(ChatOptions? options)
    {
        if (options is null)
            return null;
        options = options.Clone();
        if (options.Temperature > highestTemperature)
            options.Temperature = (float)highestTemperature;
        if (options.MaxOutputTokens is { } limit && maxTokensField == OpenAiPreset.OldField)
        {
            options.MaxOutputTokens = null;
            options.RawRepresentationFactory = _ => WithOldLimit(limit);
        }

        return options;
    }

    private static ChatCompletionOptions WithOldLimit(int limit)
    {
        var raw = new ChatCompletionOptions();
#pragma warning disable SCME0001 // The library has no other way to send the field by its old name.
        raw.Patch.Set("$.max_tokens"u8, limit);
#pragma warning restore SCME0001
        return raw;
    }
}
