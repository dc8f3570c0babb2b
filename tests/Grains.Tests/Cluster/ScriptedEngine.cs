using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Orchestrator.Engines;
using Orchestrator.Routing;

namespace Orchestrator.Grains.Tests.Cluster;

/// <summary>
/// An engine that does what the prompt says: <c>gpu:BROKEN</c> makes the GPU engine fail with that fault, <c>cpu:hold</c> makes the CPU engine
/// wait for <see cref="ScriptGate.Release"/>, <c>cpu:half</c> does so after its first word, <c>gpu:forever</c> keeps the GPU until the task is cancelled, <c>flood</c> makes the answer 2 MB in 20,000 tokens;
/// everything else is answered word by word.
/// </summary>
internal sealed class ScriptedEngine(string target, ScriptGate gate) : IChatClient
{
    public const int FloodTokens = 20_000;

    public static readonly string FloodToken = new('x', 100);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var prompt = messages.Last().Text;
        foreach (var fault in Enum.GetValues<EngineFault>())
            if (prompt.Contains($"{target}:{WireNames.Of(fault)}", StringComparison.Ordinal))
                throw new EngineException(fault, $"scripted {WireNames.Of(fault)}");
        if (prompt.Contains($"{target}:hold", StringComparison.Ordinal))
            await gate.HoldAsync(cancellationToken);
        if (prompt.Contains($"{target}:forever", StringComparison.Ordinal))
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        for (var token = 0; token < FloodTokens && prompt.Contains("flood", StringComparison.Ordinal); token++)
            yield return new ChatResponseUpdate(ChatRole.Assistant, FloodToken);
        yield return new ChatResponseUpdate(ChatRole.Assistant, "Answer");
        if (prompt.Contains($"{target}:half", StringComparison.Ordinal))
            await gate.HoldAsync(cancellationToken);
        foreach (var word in new[] { " of", $" {target}" })
            yield return new ChatResponseUpdate(ChatRole.Assistant, word);
        yield return new ChatResponseUpdate
        {
            FinishReason = ChatFinishReason.Stop,
            Contents = [new UsageContent(new UsageDetails { InputTokenCount = 10, OutputTokenCount = 3 })],
        };
    }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
