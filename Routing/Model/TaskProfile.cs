namespace Orchestrator.Routing;

/// <summary>What the analysis is told of a task. Everything else in a profile is derived from this.</summary>
/// <param name="Type">The kind of task.</param>
/// <param name="Priority">Its priority.</param>
/// <param name="IsBatch">True for a background job, which is routed for cost.</param>
/// <param name="Text">The prompt, 1 to 50,000 characters.</param>
/// <param name="MaxOutputTokens">The caller's limit on the answer, in tokens, when given.</param>
public readonly record struct TaskDescription(TaskType Type, TaskPriority Priority, bool IsBatch, string Text, int? MaxOutputTokens = null);

/// <summary>What the analysis found out about a task, before anything is known of the machines.</summary>
/// <param name="Type">The kind of task.</param>
/// <param name="Priority">Its priority.</param>
/// <param name="IsBatch">True for a background job.</param>
/// <param name="ComplexityScore">0 (trivial) to 1 (hard), from the type, the length and readable features of the text.</param>
/// <param name="LatencySensitivity">0 (any time) to 1 (someone waits).</param>
/// <param name="CostSensitivity">0 (whatever it costs) to 1 (as cheap as can be).</param>
/// <param name="EstimatedInputTokens">Tokens of the prompt, estimated without the model's tokenizer.</param>
/// <param name="EstimatedOutputTokens">Tokens the answer is expected to have.</param>
/// <param name="RequiresReasoning">True when the type or the text asks for several steps of thought.</param>
/// <param name="Characters">Length of the prompt in UTF-16 code units.</param>
public sealed record TaskProfile(
    TaskType Type,
    TaskPriority Priority,
    bool IsBatch,
    double ComplexityScore,
    double LatencySensitivity,
    double CostSensitivity,
    int EstimatedInputTokens,
    int EstimatedOutputTokens,
    bool RequiresReasoning,
    int Characters)
{
    /// <summary>Quality of the cloud's answer minus a local one's as the text lets expect, against the mean of its type, -1 to 1; null when no text model has read it.</summary>
    public double? TextGain { get; init; }

    /// <summary>Prompt and answer together, the figure that rules and the wire call <c>estimated_tokens</c>.</summary>
    public int EstimatedTokens => EstimatedInputTokens + EstimatedOutputTokens;
}
