namespace Orchestrator.LlamaHost;

/// <summary>Chooses the next token.</summary>
internal sealed class Sampler : IDisposable
{
    private readonly nint _chain = LlamaNative.llama_sampler_chain_init(withoutTimings: true);

    /// <param name="temperature">0 always takes the likeliest token.</param>
    /// <param name="topP">Tokens are drawn from the likeliest ones that together reach this probability.</param>
    /// <param name="seed">Of the draw; null for a random one.</param>
    public Sampler(float temperature, float topP, uint? seed)
    {
        if (temperature <= 0)
        {
            Add(LlamaNative.llama_sampler_init_greedy());
            return;
        }

        if (topP < 1) Add(LlamaNative.llama_sampler_init_top_p(topP, 1));
        Add(LlamaNative.llama_sampler_init_temp(temperature));
        Add(LlamaNative.llama_sampler_init_dist(seed ?? uint.MaxValue)); // the library draws its own for this value
    }

    public int Next(Slot slot) => LlamaNative.llama_sampler_sample(_chain, slot.Context, -1);

    public void Dispose() => LlamaNative.llama_sampler_free(_chain);

    private void Add(nint sampler) => LlamaNative.llama_sampler_chain_add(_chain, sampler);
}
