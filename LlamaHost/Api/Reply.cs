namespace Orchestrator.LlamaHost;

/// <summary>Shapes one answer: its identity is the same in every chunk.</summary>
internal sealed record Reply(string Id, long Created, string Model)
{
    public ChatResponse Whole(string text, GenerationResult result, double queueMs)
    {
        var choice = new ChatChoice(0, new("assistant", text), null) { FinishReason = result.FinishReason };
        return new(Id, "chat.completion", Created, Model, [choice], UsageOf(result), TimingsOf(result, queueMs));
    }

    public ChatResponse Chunk(ChatText delta, string? finishReason = null) =>
        new(Id, "chat.completion.chunk", Created, Model, [new(0, null, delta) { FinishReason = finishReason }]);

    public ChatResponse UsageChunk(GenerationResult result, double queueMs) =>
        new(Id, "chat.completion.chunk", Created, Model, [], UsageOf(result), TimingsOf(result, queueMs));

    private static Usage UsageOf(GenerationResult result) => new(result.PromptTokens, result.OutputTokens, result.PromptTokens + result.OutputTokens);

    private static Timings TimingsOf(GenerationResult result, double queueMs)
    {
        var perSecond = result.OutputMs > 0 ? result.OutputTokens / result.OutputMs * 1000 : 0;
        return new(queueMs, result.PromptTokens, result.PromptMs, result.OutputTokens, result.OutputMs, perSecond);
    }
}
