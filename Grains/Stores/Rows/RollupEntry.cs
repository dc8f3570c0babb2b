namespace Orchestrator.Grains.Stores;

/// <summary>What one finished task adds to the hourly roll-ups.</summary>
/// <param name="Hour">Hour it ended in, see <see cref="StoredTime.HourOf"/>.</param>
/// <param name="State">Its terminal state.</param>
/// <param name="Target">The target that answered, or the last one decided for; empty when none was.</param>
/// <param name="CostPico">Actual cost; 0 when unknown.</param>
/// <param name="BaselinePico">Baseline; 0 when unknown.</param>
/// <param name="SavedPico">Baseline − actual when both are known, else 0.</param>
/// <param name="LatencyMicroseconds">Latency of a completed task; null when unknown or not completed.</param>
/// <param name="LatencyBucket">Its bucket; null likewise.</param>
/// <param name="SlaMet">Null when the task had no SLA.</param>
/// <param name="Unpriced">True for a completed task whose cost is unknown.</param>
internal sealed record RollupEntry(
    long Hour,
    string State,
    string Target,
    long CostPico,
    long BaselinePico,
    long SavedPico,
    long? LatencyMicroseconds,
    int? LatencyBucket,
    bool? SlaMet,
    bool Unpriced)
{
    public static RollupEntry Of(TaskSnapshot task, TaskRow row, DateTimeOffset now)
    {
        var completed = task.State == TaskState.Completed;
        var latency = completed ? task.ActualLatencyMs : null;
        return new RollupEntry(
            StoredTime.HourOf(task.CompletedAt ?? now),
            row.State,
            row.Target,
            row.CostPico ?? 0,
            row.BaselinePico ?? 0,
            row is { CostPico: { } cost, BaselinePico: { } baseline } ? baseline - cost : 0,
            latency is { } ms ? (long)Math.Round(ms * 1000) : null,
            latency is { } milliseconds ? LatencyBuckets.Of(milliseconds) : null,
            task.SlaMet,
            completed && task.ActualCostUsd is null);
    }
}
