namespace Orchestrator.Client;

/// <summary>A whole answer.</summary>
/// <param name="Text">What the model said; empty when it only called tools.</param>
/// <param name="ToolCallsJson">An OpenAI <c>tool_calls</c> array in JSON; null for none.</param>
/// <param name="FinishReason"><c>stop</c>, <c>length</c>, <c>tool_calls</c> or <c>content_filter</c>.</param>
/// <param name="Task">The task it was.</param>
internal sealed record Answer(string Text, string? ToolCallsJson, string FinishReason, RoutedTask Task);

/// <summary>A step of an answer.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Text">New text; null at the end.</param>
/// <param name="End">The end, with the whole of it; null before. Nothing follows it.</param>
internal readonly record struct AnswerPart(Guid TaskId, string? Text, Answer? End);

/// <summary>A vector and the task that made it.</summary>
internal sealed record EmbeddedText(float[] Vector, RoutedTask Task);
