using Orchestrator.Routing;

namespace Orchestrator.Engines;

/// <summary>One engine of <c>engines.yaml</c>, validated.</summary>
public sealed record EngineOptions
{
    /// <summary>Unique name, lower-case letters, digits, <c>-</c> and <c>_</c>; 1 to 64 characters.</summary>
    public required string Name { get; init; }

    public required ComputeTarget Target { get; init; }

    /// <summary><c>llama</c>, <c>ollama</c>, <c>openai</c> or <c>simulated</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Base address; null for kinds that find it themselves.</summary>
    public Uri? Endpoint { get; init; }

    public string? ChatModel { get; init; }

    public string? EmbeddingModel { get; init; }

    /// <summary>Name of the environment variable that holds the key; never the key.</summary>
    public string? KeyVariable { get; init; }

    /// <summary>Tasks at once, 1 to 1,024.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>Tasks that may wait for a slot, 1 to 1,000,000.</summary>
    public int QueueLimit { get; init; } = 10_000;

    /// <summary>Context window: prompt and answer together, tokens.</summary>
    public int ContextTokens { get; init; } = 4096;

    /// <summary>Longest silence before the attempt counts as timed out.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest attempt.</summary>
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>True: used only while no other engine of its target on the same silo takes work.</summary>
    public bool Standby { get; init; }

    /// <summary>Settings only this kind knows, by their YAML names, such as <c>num_gpu</c>, <c>model_path</c> or <c>max_tokens_field</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
