using Microsoft.Extensions.AI;

namespace Orchestrator.Client;

/// <summary>
/// Embeds texts through an orchestrator: each text is a task. When the token fires, or one text fails, the others are stopped.
/// Failures are <see cref="OrchestratorException"/>s. Thread-safe.
/// </summary>
/// <param name="connection">The way there; not disposed with the generator.</param>
public sealed class OrchestratorEmbeddingGenerator(OrchestratorConnection connection) : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly OrchestratorConnection _connection = connection ?? throw new ArgumentNullException(nameof(connection));

    /// <summary>One vector for each text, in their order; each carries its <see cref="RoutedTask"/>.</summary>
    /// <param name="values">Texts of 1 to 50,000 characters.</param>
    /// <param name="options">The model and the length wanted; what <see cref="TaskProperties"/> says of the task goes in its additional properties.</param>
    /// <param name="cancellationToken">Stops the engines.</param>
    /// <exception cref="OrchestratorException">A text has no vector; the type says why.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        var said = TaskProperties.Read(options?.AdditionalProperties, _connection.UsualTask);
        TaskSubmission[] texts = [.. values.Select(text => TaskRules.Check(Task(text, options, said)))];
        if (texts.Length == 0)
            return [];
        var vectors = await _connection.Transport.EmbedAsync(texts, cancellationToken);
        return new GeneratedEmbeddings<Embedding<float>>(vectors.Select(Embedding)) { Usage = Usage(vectors) };
    }

    /// <summary>This generator, its connection, or what it says of itself.</summary>
    /// <param name="serviceType">What is asked for.</param>
    /// <param name="serviceKey">Null: there are no keyed services.</param>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata("orchestrator", _connection.Address)
            : serviceType == typeof(OrchestratorConnection) ? _connection
            : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Does nothing: the connection is its owner's.</summary>
    public void Dispose()
    {
    }

    private TaskSubmission Task(string text, EmbeddingGenerationOptions? options, TaskOptions said) => new()
    {
        Type = TaskType.Embedding,
        InputText = text,
        Account = _connection.Account,
        Priority = said.Priority ?? TaskPriority.Normal,
        MaxCostUsd = said.MaxCostUsd,
        MaxLatencyMs = said.MaxLatencyMs,
        Target = said.Target,
        Model = options?.ModelId is { Length: > 0 } model and not "auto" ? model : null,
        Options = options?.Dimensions is { } dimensions ? new GenerationOptions { Dimensions = dimensions } : null,
    };

    private static Embedding<float> Embedding(EmbeddedText text) => new(text.Vector)
    {
        ModelId = text.Task.Model,
        AdditionalProperties = new AdditionalPropertiesDictionary { [TaskProperties.RoutedTaskName] = text.Task },
    };

    private static UsageDetails? Usage(IReadOnlyList<EmbeddedText> vectors) => vectors.All(vector => vector.Task.InputTokens is null) ? null : new UsageDetails
    {
        InputTokenCount = vectors.Sum(vector => (long)(vector.Task.InputTokens ?? 0)),
        TotalTokenCount = vectors.Sum(vector => (long)(vector.Task.InputTokens ?? 0)),
    };
}
