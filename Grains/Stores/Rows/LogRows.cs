namespace Orchestrator.Grains.Stores;

/// <summary>One decision of a finished task, as columns.</summary>
internal sealed class DecisionRow(TaskSnapshot task, RoutingDecision decision, int attemptNumber, DocumentFormat format)
{
    public Guid TaskId { get; } = task.Id;

    public int AttemptNumber { get; } = attemptNumber;

    public long DecidedAt { get; } = StoredTime.Of(decision.DecidedAt);

    public string Type { get; } = WireNames.Of(task.Submission.Type);

    public string Priority { get; } = WireNames.Of(task.Submission.Priority);

    public string Target { get; } = WireNames.Of(decision.Target);

    public string Stage { get; } = WireNames.Of(decision.Stage);

    /// <summary>The whole decision in the database's <see cref="DocumentFormat"/>.</summary>
    public byte[] Document { get; } = StoredDocuments.Of(decision, format);
}

/// <summary>One attempt of a finished task, as columns.</summary>
internal sealed class AttemptRow(TaskSnapshot task, TaskAttempt attempt, int attemptNumber)
{
    public Guid TaskId { get; } = task.Id;

    public int AttemptNumber { get; } = attemptNumber;

    public string Target { get; } = WireNames.Of(attempt.Target);

    public string Model { get; } = StoredText.Clean(attempt.Model);

    public string Engine { get; } = StoredText.Clean(attempt.Engine);

    public string Silo { get; } = StoredText.Clean(attempt.Silo);

    public long StartedAt { get; } = StoredTime.Of(attempt.StartedAt);

    public long? FinishedAt { get; } = attempt.FinishedAt is { } finished ? StoredTime.Of(finished) : null;

    public string? Outcome { get; } = StoredText.CleanOrNull(attempt.Outcome);

    public string? Error { get; } = StoredText.CleanOrNull(attempt.Error);

    public long CostPico { get; } = StoredMoney.ToPico(attempt.CostUsd);

    public double QueueMs { get; } = attempt.QueueMs;

    public double? FirstTokenMs { get; } = attempt.TimeToFirstTokenMs;
}
