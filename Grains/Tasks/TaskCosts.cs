using Orchestrator.Grains.Stores;

namespace Orchestrator.Grains;

/// <summary>Adds up what a task cost. Unknown is never zero: one unknown part makes the whole unknown.</summary>
/// <remarks>
/// Pieces of a document are durable one by one, the attempts that made them are not: after a crash some of those are forgotten. So pieces count by
/// themselves, and of the attempts only those that made none.
/// </remarks>
internal static class TaskCosts
{
    /// <summary>All attempts together, USD; null when the cost of the one that answered, or of a piece, is unknown.</summary>
    /// <param name="attempts">The attempts.</param>
    /// <param name="lastCost">What the answering one cost; null when unknown.</param>
    /// <param name="chunks">The finished pieces; empty for a task in one.</param>
    public static decimal? Total(IReadOnlyList<TaskAttempt> attempts, decimal? lastCost, IReadOnlyCollection<SummaryChunk> chunks) =>
        lastCost is not { } last || (chunks.Count > 0 && chunks.Any(chunk => chunk.CostUsd is null)) ? null
        : chunks.Count == 0 ? attempts.Sum(attempt => attempt.CostUsd)
        : Spent(attempts, chunks) + last;

    /// <summary>What is known to be spent before the answer, USD.</summary>
    public static decimal Spent(IReadOnlyList<TaskAttempt> attempts, IReadOnlyCollection<SummaryChunk> chunks) => chunks.Count == 0
        ? attempts.Sum(attempt => attempt.CostUsd)
        : chunks.Sum(chunk => chunk.CostUsd ?? 0m) + attempts.Where(attempt => attempt.Outcome != AttemptOutcomes.Completed).Sum(attempt => attempt.CostUsd);

    /// <summary>Tokens of the answer and of all pieces.</summary>
    public static (int? Input, int? Output) Tokens(AttemptResult last, IReadOnlyCollection<SummaryChunk> chunks) => chunks.Count == 0 ? (last.InputTokens, last.OutputTokens) : (
        chunks.Aggregate(last.InputTokens, (sum, chunk) => sum + chunk.InputTokens),
        chunks.Aggregate(last.OutputTokens, (sum, chunk) => sum + chunk.OutputTokens));
}
