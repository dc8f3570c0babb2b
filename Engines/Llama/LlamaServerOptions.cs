namespace Orchestrator.Engines;

/// <summary>How one supervised llama.cpp process is started.</summary>
public sealed record LlamaServerOptions
{
    /// <summary>Name of the engine it serves; also the name of its pid file. Lower-case letters, digits, <c>-</c> and <c>_</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Folder for the pid file and the demo model; created when missing.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>A <c>llama-server</c> or LlamaHost program; null looks for <c>llama-server</c> on the PATH and then for LlamaHost beside this program.</summary>
    public string? CommandPath { get; init; }

    /// <summary>The GGUF file; null writes and uses the demo model.</summary>
    public string? ModelPath { get; init; }

    /// <summary>Weights of the demo model; unused with <see cref="ModelPath"/>.</summary>
    public DemoQuantization DemoQuantization { get; init; } = DemoQuantization.Q4_0;

    /// <summary>Generations at once, 1 to 256.</summary>
    public int Slots { get; init; } = 2;

    /// <summary>Context window of each slot, tokens.</summary>
    public int ContextTokens { get; init; } = 4096;

    /// <summary>Threads for one token; null takes half the cores, at least one: more of them only spin against each other.</summary>
    public int? Threads { get; init; }

    /// <summary>Layers placed on the GPU, 0 to 999; 0 computes on the CPU.</summary>
    public int GpuLayers { get; init; }

    /// <summary>Folder with <c>libllama</c> for LlamaHost; null takes the <c>native</c> folder beside it. A foreign <c>llama-server</c> brings its own.</summary>
    public string? NativeLibraryDirectory { get; init; }

    /// <summary>How long loading the model may take before the process is started anew.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a health check may take; a loaded machine needs patience.</summary>
    internal TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    internal int EffectiveThreads => Threads ?? Math.Max(1, Environment.ProcessorCount / 2);
}
