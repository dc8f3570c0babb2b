using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Orchestrator.Routing;

namespace Orchestrator.Engines;

/// <summary>A client without a model: takes the time a real one would take and makes the answer up.</summary>
internal sealed class SimulatedClient(EngineOptions options, TimeProvider time) : IChatClient, IEmbeddingGenerator<string, Embedding<float>>
{
    private const int UsualDimensions = 256;
    private const int UsualAnswerTokens = 64;
    private const double CharactersPerToken = 4;

    /// <summary>Tokens are handed on in steps of this length, as a real stream would be read.</summary>
    private static readonly TimeSpan _step = TimeSpan.FromMilliseconds(50);

    private readonly SimulatedProfile _profile = SimulatedProfile.Of(options);
    private readonly Random _failures = new(SimulatedProfile.Of(options).Seed);
    private readonly Lock _gate = new();

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = options?.RawRepresentationFactory?.Invoke(this) as EngineRequest;
        string prompt = messages.LastOrDefault(message => message.Role == ChatRole.User)?.Text ?? "";
        int promptTokens = request?.EstimatedInputTokens is > 0 and var estimated ? estimated : Tokens(prompt);
        int wanted = request?.EstimatedOutputTokens is > 0 and var answer ? answer : UsualAnswerTokens;
        int tokens = Math.Min(wanted, options?.MaxOutputTokens ?? int.MaxValue);
        await Wait(_profile.UntilFirstToken(promptTokens), cancellationToken);
        ThrowNowAndThen();

        string[] pieces = SimulatedText.Answer(this.Options.Target, options?.ModelId ?? this.Options.ChatModel ?? "", prompt, tokens);
        var decoding = _profile.Decoding(tokens);
        int steps = (int)Math.Clamp(Math.Ceiling(decoding / _step), 1, pieces.Length);
        for (int step = 0, sent = 0; step < steps; step++)
        {
            await Wait(decoding / steps, cancellationToken);
            int next = (int)((long)pieces.Length * (step + 1) / steps);
            yield return new ChatResponseUpdate(ChatRole.Assistant, string.Concat(pieces.AsSpan(sent, next - sent)));
            sent = next;
        }

        yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(new UsageDetails { InputTokenCount = promptTokens, OutputTokenCount = tokens })])
        {
            FinishReason = tokens < wanted ? ChatFinishReason.Length : ChatFinishReason.Stop,
        };
    }

    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        string[] texts = [.. values];
        int tokens = texts.Sum(Tokens);
        await Wait(_profile.UntilFirstToken(tokens), cancellationToken);
        ThrowNowAndThen();
        int dimensions = options?.Dimensions ?? UsualDimensions;
        return new GeneratedEmbeddings<Embedding<float>>(texts.Select(text => new Embedding<float>(SimulatedText.Embed(text, dimensions))))
        {
            Usage = new UsageDetails { InputTokenCount = tokens },
        };
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    private EngineOptions Options => options;

    private static int Tokens(string text) => Math.Max(1, (int)Math.Ceiling(text.Length / CharactersPerToken));

    private Task Wait(TimeSpan duration, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return duration > TimeSpan.Zero ? Task.Delay(duration, time, cancellationToken) : Task.CompletedTask;
    }

    private void ThrowNowAndThen()
    {
        if (_profile.FailureRate <= 0)
            return;
        double drawn;
        lock (_gate)
            drawn = _failures.NextDouble();
        if (drawn < _profile.FailureRate)
            throw new EngineException(EngineFault.Broken, "a simulated failure");
    }
}
