namespace Orchestrator.Grains;

/// <summary>Adds up what a task cost.</summary>
internal static class TaskCosts
{
    /// <summary>All attempts together, USD; null when the cost of the one that answered is unknown: unknown is never zero.</summary>
    public static decimal? Total(IReadOnlyList<TaskAttempt> attempts, decimal? lastCost) =>
        lastCost is null ? null : attempts.Sum(attempt => attempt.CostUsd);
}
