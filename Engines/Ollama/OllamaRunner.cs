using System.Globalization;
using Microsoft.Extensions.AI;
using OllamaSharp;
using OllamaSharp.Models;
using Orchestrator.Routing;

namespace Orchestrator.Engines;

/// <summary>
/// The options Ollama starts a model with. They are the same on every call of an engine: a changed one makes Ollama load the model anew.
/// <c>num_gpu</c> is always given: where it is missing, Ollama takes whatever is loaded, even on the CPU.
/// </summary>
internal sealed class OllamaRunner(EngineOptions options)
{
    private const int AllLayers = 999;

    public int NumGpu { get; } = Setting(options, "num_gpu") ?? (options.Target == ComputeTarget.Gpu ? AllLayers : 0);

    public int NumCtx { get; } = options.ContextTokens;

    public int? NumThread { get; } = Setting(options, "num_thread");

    public int? NumBatch { get; } = Setting(options, "num_batch");

    /// <summary>How long the model stays in memory after a call, as Ollama writes durations.</summary>
    public string KeepAlive { get; } = options.Settings.GetValueOrDefault("keep_alive", "10m");

    /// <summary>Least share of a GPU engine's model that must lie in VRAM, 0 to 1.</summary>
    public double LeastInVram { get; } =
        options.Settings.TryGetValue("least_in_vram", out string? text) ? double.Parse(text, CultureInfo.InvariantCulture) : 0.9;

    public void Apply(ChatOptions chat)
    {
        chat.AddOllamaOption(OllamaOption.NumGpu, NumGpu);
        chat.AddOllamaOption(OllamaOption.NumCtx, NumCtx);
        if (NumThread is { } threads)
            chat.AddOllamaOption(OllamaOption.NumThread, threads);
        if (NumBatch is { } batch)
            chat.AddOllamaOption(OllamaOption.NumBatch, batch);
        (chat.AdditionalProperties ??= [])["keep_alive"] = KeepAlive;
    }

    public RequestOptions ForEmbedding() => new() { NumGpu = NumGpu, NumCtx = NumCtx, NumThread = NumThread, NumBatch = NumBatch };

    private static int? Setting(EngineOptions options, string name) =>
        options.Settings.TryGetValue(name, out string? text) ? int.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) : null;
}
