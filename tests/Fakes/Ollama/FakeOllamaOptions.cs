namespace Orchestrator.Fakes;

/// <summary>A model a fake Ollama has pulled.</summary>
/// <param name="Name">Name with its tag.</param>
/// <param name="Bytes">Size in memory.</param>
/// <param name="LoadTime">How long loading takes.</param>
public sealed record FakeModel(string Name, long Bytes = 4_000_000_000, TimeSpan LoadTime = default);

/// <summary>What a fake Ollama is like.</summary>
public sealed record FakeOllamaOptions
{
    public IReadOnlyList<FakeModel> Models { get; init; } = [new("mistral:7b-instruct-q4_0"), new("phi3:mini", 2_200_000_000), new("nomic-embed-text:latest", 300_000_000)];

    /// <summary>Video memory, bytes: a model that does not fit is loaded in part.</summary>
    public long Vram { get; init; } = 24_000_000_000;

    /// <summary><c>OLLAMA_NUM_PARALLEL</c>: calls of one model at once; the rest waits without limit, as in the original.</summary>
    public int Parallel { get; init; } = 1;

    /// <summary><c>OLLAMA_MAX_QUEUE</c>: calls that may wait for a model to load.</summary>
    public int MaxQueue { get; init; } = 512;

    /// <summary><c>OLLAMA_MAX_LOADED_MODELS</c>.</summary>
    public int MaxLoaded { get; init; } = 3;

    /// <summary>Time per token.</summary>
    public TimeSpan TokenTime { get; init; }

    public int ContextLength { get; init; } = 8192;

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
