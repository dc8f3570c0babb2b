namespace Orchestrator.Grains.Stores;

/// <summary>What one finished task adds to the hourly roll-ups.</summary>
internal sealed record RollupEntry
{
    private const int ConfidenceSteps = 20;

    /// <summary>Hour it ended in, see <see cref="StoredTime.HourOf"/>.</summary>
    public required long Hour { get; init; }

    /// <summary>Its terminal state.</summary>
    public required string State { get; init; }

    /// <summary>The target that answered, or the last one decided for; empty when none was.</summary>
    public required string Target { get; init; }

    public required string Type { get; init; }

    /// <summary>The model of the last decision; empty without one.</summary>
    public required string Model { get; init; }

    public required string Account { get; init; }

    /// <summary>Actual cost; 0 when unknown.</summary>
    public long CostPico { get; init; }

    /// <summary>Baseline; 0 when unknown.</summary>
    public long BaselinePico { get; init; }

    /// <summary>Baseline − actual when both are known, else 0.</summary>
    public long SavedPico { get; init; }

    /// <summary>What the last decision estimated, of a task whose cost is known; else 0.</summary>
    public long EstimatedPico { get; init; }

    /// <summary>Latency of a completed task; null when unknown or not completed.</summary>
    public long? LatencyMicroseconds { get; init; }

    /// <summary>Its bucket; null likewise.</summary>
    public int? LatencyBucket { get; init; }

    /// <summary>Null when the task had no SLA.</summary>
    public bool? SlaMet { get; init; }

    /// <summary>True for a completed task whose cost is unknown.</summary>
    public bool Unpriced { get; init; }

    /// <summary>The tokens of a task that is no embedding and has both baseline and cost, else 0: what it would have cost on another model follows from them.</summary>
    public long TextInputTokens { get; init; }

    public long TextOutputTokens { get; init; }

    /// <summary>The cost of such a task.</summary>
    public long TextCostPico { get; init; }

    /// <summary>The baseline of an embedding that has both baseline and cost, else 0.</summary>
    public long EmbeddingPico { get; init; }

    /// <summary>What such an embedding saved.</summary>
    public long EmbeddingSavedPico { get; init; }

    /// <summary>Bucket of <see cref="EstimateError"/>; null when not completed or not known.</summary>
    public int? LatencyError { get; init; }

    /// <summary>Bucket of <see cref="EstimateError"/>; null likewise.</summary>
    public int? CostError { get; init; }

    /// <summary>Stage of the last decision; null without one.</summary>
    public string? Stage { get; init; }

    /// <summary>Its confidence in steps of 0.05, from 0.</summary>
    public int? ConfidenceStep { get; init; }

    /// <summary>The name of its way in the dimension <see cref="Dimensions.Route"/>.</summary>
    public string Route => $"{Type}>{Target}";

    public static RollupEntry Of(TaskSnapshot task, TaskRow row, DateTimeOffset now)
    {
        var completed = task.State == TaskState.Completed;
        var latency = completed ? task.ActualLatencyMs : null;
        var decision = task.Decision;
        var saved = row is { CostPico: { } cost, BaselinePico: { } baseline } ? baseline - cost : (long?)null;
        var (isText, isEmbedding) = (saved is not null && task.Submission.Type != TaskType.Embedding, saved is not null && task.Submission.Type == TaskType.Embedding);
        return new RollupEntry
        {
            Hour = StoredTime.HourOf(task.CompletedAt ?? now),
            State = row.State,
            Target = row.Target,
            Type = row.Type,
            Model = StoredText.CleanOrNull(decision?.Model) ?? "",
            Account = row.Account,
            CostPico = row.CostPico ?? 0,
            BaselinePico = row.BaselinePico ?? 0,
            SavedPico = saved ?? 0,
            EstimatedPico = row.CostPico is not null && decision is { EstimatedCostUsd: var estimate } && Math.Abs(estimate) < StoredMoney.MaxUsd ? StoredMoney.ToPico(estimate) : 0,
            LatencyMicroseconds = latency is { } ms ? (long)Math.Round(ms * 1000) : null,
            LatencyBucket = latency is { } milliseconds ? LatencyBuckets.Of(milliseconds) : null,
            SlaMet = task.SlaMet,
            Unpriced = completed && task.ActualCostUsd is null,
            TextInputTokens = isText ? task.InputTokens ?? 0 : 0,
            TextOutputTokens = isText ? task.OutputTokens ?? 0 : 0,
            TextCostPico = isText ? row.CostPico ?? 0 : 0,
            EmbeddingPico = isEmbedding ? row.BaselinePico ?? 0 : 0,
            EmbeddingSavedPico = isEmbedding ? saved ?? 0 : 0,
            LatencyError = completed ? EstimateError.BucketOf(latency, decision?.EstimatedLatencyMs) : null,
            CostError = completed ? EstimateError.BucketOf((double?)task.ActualCostUsd, (double?)decision?.EstimatedCostUsd) : null,
            Stage = decision is null ? null : WireNames.Of(decision.Stage),
            ConfidenceStep = decision is null ? null : (int)Math.Clamp((decision.Confidence * ConfidenceSteps) + 1e-9, 0, ConfidenceSteps - 1),
        };
    }
}
