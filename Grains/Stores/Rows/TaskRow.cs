using System.Buffers.Binary;

namespace Orchestrator.Grains.Stores;

/// <summary>
/// A task as columns. Made on the caller's thread, so that the one writer only moves finished values.
/// </summary>
internal sealed class TaskRow
{
    private TaskRow(TaskSnapshot task, DocumentFormat format, bool decisionIsLogged = false)
    {
        Id = task.Id;
        Version = task.Version;
        State = WireNames.Of(task.State);
        Owner = StoredText.Clean(task.Owner);
        Account = StoredText.Clean(task.Submission.Account);
        Type = WireNames.Of(task.Submission.Type);
        Priority = WireNames.Of(task.Submission.Priority);
        IsBatch = task.Submission.IsBatch;
        BatchId = task.Submission.BatchId;
        Target = task.Decision is { } decision ? WireNames.Of(decision.Target) : "";
        CreatedAt = StoredTime.Of(task.CreatedAt);
        CompletedAt = task.CompletedAt is { } completed ? StoredTime.Of(completed) : null;
        Progress = StoredDocuments.ProgressOf(task, decisionIsLogged, format);
    }

    public Guid Id { get; }

    public long Version { get; }

    public string State { get; }

    public string Owner { get; }

    public string Account { get; }

    public string Type { get; }

    public string Priority { get; }

    public bool IsBatch { get; }

    public Guid? BatchId { get; }

    /// <summary>Wire name of the latest decision's target; empty before the first.</summary>
    public string Target { get; }

    public long CreatedAt { get; }

    public long? CompletedAt { get; }

    /// <summary>A <see cref="ProgressDocument"/> in the database's <see cref="DocumentFormat"/>.</summary>
    public byte[]? Progress { get; }

    public string InputText { get; private init; } = "";

    /// <summary>A <see cref="SubmissionDocument"/> as JSON in UTF-8.</summary>
    public byte[] Submission { get; private init; } = [];

    public string? Result { get; private init; }

    public byte[]? Embedding { get; private init; }

    public string? ErrorCode { get; private init; }

    public string? ErrorMessage { get; private init; }

    public int? InputTokens { get; private init; }

    public int? OutputTokens { get; private init; }

    public long? CostPico { get; private init; }

    public long? BaselinePico { get; private init; }

    public double? LatencyMs { get; private init; }

    public double? QueueMs { get; private init; }

    public double? FirstTokenMs { get; private init; }

    public bool? SlaMet { get; private init; }

    public bool Simulated { get; private init; }

    public string? FinishReason { get; private init; }

    public string? ToolCalls { get; private init; }

    /// <summary>A new task, with its content.</summary>
    public static TaskRow ForCreate(TaskSnapshot task, DocumentFormat format) => new(task, format)
    {
        InputText = StoredText.Clean(task.Submission.InputText),
        Submission = StoredDocuments.SubmissionOf(task.Submission),
    };

    /// <summary>State, owner, attempts and decisions of an unfinished task.</summary>
    public static TaskRow ForProgress(TaskSnapshot task, DocumentFormat format) => new(task, format);

    /// <summary>A finished task, without the content that was written when it was created.</summary>
    /// <param name="task">The task.</param>
    /// <param name="format">How its progress is kept.</param>
    /// <param name="decisionIsLogged">True when its decision is the latest of those that go into the log with it: it is read from there.</param>
    public static TaskRow ForComplete(TaskSnapshot task, DocumentFormat format, bool decisionIsLogged = false) => new(task, format, decisionIsLogged)
    {
        Result = StoredText.CleanOrNull(task.Result),
        Embedding = task.Embedding is { } vector ? BytesOf(vector) : null,
        ErrorCode = StoredText.CleanOrNull(task.Error?.Code),
        ErrorMessage = StoredText.CleanOrNull(task.Error?.Message),
        InputTokens = task.InputTokens,
        OutputTokens = task.OutputTokens,
        CostPico = task.ActualCostUsd is { } cost ? StoredMoney.ToPico(cost) : null,
        BaselinePico = task.CloudBaselineCostUsd is { } baseline ? StoredMoney.ToPico(baseline) : null,
        LatencyMs = task.ActualLatencyMs,
        QueueMs = task.QueueMs,
        FirstTokenMs = task.TimeToFirstTokenMs,
        SlaMet = task.SlaMet,
        Simulated = task.Simulated,
        FinishReason = StoredText.CleanOrNull(task.FinishReason),
        ToolCalls = StoredText.CleanOrNull(task.ToolCallsJson),
    };

    /// <summary>A vector as little-endian 32-bit floats.</summary>
    public static byte[] BytesOf(float[] vector)
    {
        var bytes = new byte[vector.Length * sizeof(float)];
        for (var i = 0; i < vector.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), vector[i]);
        return bytes;
    }
}
