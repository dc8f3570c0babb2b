namespace Orchestrator.Routing;

/// <summary>
/// How long an engine is expected to work on a task before anything was measured: <c>fixed + input tokens / prefill speed + output tokens / decode speed</c>.
/// </summary>
/// <param name="FixedSeconds">Overhead of a request, seconds: connection, queue of the provider, tokenizing.</param>
/// <param name="PrefillTokensPerSecond">Prompt tokens read a second.</param>
/// <param name="DecodeTokensPerSecond">Answer tokens written a second.</param>
/// <param name="EmbeddingSpeedup">How many times faster the (smaller) embedding model reads.</param>
/// <param name="SharedFactor">Factor on the service time when a task starts beside a busy neighbour: another slot of a GPU, another engine on the same cores.</param>
public sealed record ServiceTimePrior(
    double FixedSeconds,
    double PrefillTokensPerSecond,
    double DecodeTokensPerSecond,
    double EmbeddingSpeedup,
    double SharedFactor)
{
    /// <summary>Expected service time of a task without a busy neighbour, seconds.</summary>
    public double Seconds(TaskType type, double inputTokens, double outputTokens) => type == TaskType.Embedding
        ? (FixedSeconds + (inputTokens / (PrefillTokensPerSecond * EmbeddingSpeedup)))
        : FixedSeconds + (inputTokens / PrefillTokensPerSecond) + (outputTokens / DecodeTokensPerSecond);
}

/// <summary>What is assumed of a target before anything was measured there.</summary>
/// <param name="ServiceTime">Its speed.</param>
/// <param name="OutputTokens">Mean tokens of an answer, by <see cref="TaskType"/>.</param>
/// <param name="Quality">Share of good answers, 0 to 1, by <see cref="TaskType"/>.</param>
/// <param name="FailureRate">Share of attempts that fail, 0 to 1.</param>
public sealed record TargetPrior(ServiceTimePrior ServiceTime, IReadOnlyList<double> OutputTokens, IReadOnlyList<double> Quality, double FailureRate);
