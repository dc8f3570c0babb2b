using System.Globalization;
using Orchestrator.Routing;

namespace Orchestrator.Engines;

/// <summary>
/// The engines of <c>--simulate</c>. Speeds are published measurements: GPU: llama.cpp, 8B Q4_K_M on an RTX 3080 10 GB, 3729 tokens/s prompt and 110 tokens/s answer
/// (XiongjieDai/GPU-Benchmarks-on-LLM-Inference). CPU: llama.cpp, Phi-3 mini Q4_K_M with 6 threads, 22 and 7.1 tokens/s. QUANTIZED: the same with gemma3 4B Q4_0,
/// 64 and 9.1 tokens/s. CLOUD: gemini-1.5-flash-002 in AI Studio, 0.40 s to the first token and 190 tokens/s (artificialanalysis.ai).
/// </summary>
internal static class SimulatedProfiles
{
    /// <summary>Keeps the ratios between the engines, and makes the slowest answer 100 tokens in about 0.3 s.</summary>
    public const double DemoScale = 0.02;

    public static IReadOnlyList<EngineOptions> Engines(double latencyScale) =>
    [
        Engine("simulated-gpu", ComputeTarget.Gpu, 2, "mistral:7b-instruct-q4_0", "nomic-embed-text", 8192, 40, 3729, 110, latencyScale),
        Engine("simulated-cpu", ComputeTarget.Cpu, 1, "phi3:mini", "nomic-embed-text", 4096, 60, 22, 7.1, latencyScale),
        Engine("simulated-quantized", ComputeTarget.Quantized, 1, "gemma3:4b-q4_0", "nomic-embed-text", 4096, 60, 64, 9.1, latencyScale),
        Engine("simulated-cloud", ComputeTarget.Cloud, 64, "gemini-3.5-flash-lite", "gemini-embedding-2", 1_000_000, 400, 100_000, 190, latencyScale),
    ];

    private static EngineOptions Engine(
        string name, ComputeTarget target, int slots, string chat, string embedding, int context, double overheadMs, double prefill, double decode, double scale) => new()
        {
            Name = name,
            Target = target,
            Kind = "simulated",
            ChatModel = chat,
            EmbeddingModel = embedding,
            Concurrency = slots,
            ContextTokens = context,
            Settings = new Dictionary<string, string>
            {
                ["overhead_ms"] = Text(overheadMs),
                ["prefill_tokens_per_second"] = Text(prefill),
                ["decode_tokens_per_second"] = Text(decode),
                ["latency_scale"] = Text(scale),
            },
        };

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
