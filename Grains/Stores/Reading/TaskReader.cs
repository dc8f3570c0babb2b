using System.Buffers.Binary;
using System.Data.Common;
using System.Text.Json;

namespace Orchestrator.Grains.Stores;

/// <summary>Turns a row of <c>tasks</c> back into a snapshot.</summary>
internal sealed class TaskReader(SqlDialect dialect)
{
    /// <summary>The columns, in the order <see cref="Read"/> expects them.</summary>
    public const string Columns =
        "t.id, t.version, t.state, t.owner, t.account, t.type, t.priority, t.is_batch, t.batch_id, t.created_at, t.completed_at, t.cost_pico, t.baseline_pico, "
        + "t.input_tokens, t.output_tokens, t.latency_ms, t.queue_ms, t.first_token_ms, t.sla_met, t.simulated, t.finish_reason, t.error_code, t.error_message, "
        + "t.input_text, t.submission, t.progress, t.result, t.tool_calls, "
        + "(SELECT d.document FROM routing_decisions d WHERE d.task_id = t.id ORDER BY d.attempt_number DESC LIMIT 1)";

    /// <summary>Follows <see cref="Columns"/> where the vector is wanted too.</summary>
    public const string EmbeddingColumn = ", t.embedding";

    private const int EmbeddingIndex = 29;

    public TaskSnapshot Read(DbDataReader row)
    {
        var progress = StoredDocuments.Read(row, 25, StoreJson.Default.ProgressDocument);
        return new TaskSnapshot
        {
            Id = dialect.ReadId(row, 0),
            Version = row.GetInt64(1),
            State = WireNames.Parse<TaskState>(row.GetString(2)),
            Owner = row.GetString(3),
            Submission = SubmissionOf(row),
            CreatedAt = StoredTime.Read(row.GetInt64(9)),
            CompletedAt = row.LongOrNull(10) is { } completed ? StoredTime.Read(completed) : null,
            ActualCostUsd = row.LongOrNull(11) is { } cost ? StoredMoney.ToUsd(cost) : null,
            CloudBaselineCostUsd = row.LongOrNull(12) is { } baseline ? StoredMoney.ToUsd(baseline) : null,
            InputTokens = row.IntOrNull(13),
            OutputTokens = row.IntOrNull(14),
            ActualLatencyMs = row.DoubleOrNull(15),
            QueueMs = row.DoubleOrNull(16),
            TimeToFirstTokenMs = row.DoubleOrNull(17),
            SlaMet = row.BoolOrNull(18),
            Simulated = row.GetBoolean(19),
            FinishReason = row.StringOrNull(20),
            Error = row.StringOrNull(21) is { } code ? new TaskError(code, row.StringOrNull(22) ?? "") : null,
            Profile = progress?.Profile,
            Decision = progress?.Decision ?? LoggedDecisionOf(row),
            Attempts = progress?.Attempts ?? [],
            Progress = progress?.Progress,
            Result = row.StringOrNull(26),
            ToolCallsJson = row.StringOrNull(27),
            Embedding = row.FieldCount > EmbeddingIndex && !row.IsDBNull(EmbeddingIndex) ? VectorOf(row.GetFieldValue<byte[]>(EmbeddingIndex)) : null,
        };
    }

    private TaskSubmission SubmissionOf(DbDataReader row)
    {
        var document = JsonSerializer.Deserialize(row.GetString(24), StoreJson.Default.SubmissionDocument) ?? new SubmissionDocument();
        return new TaskSubmission
        {
            Account = row.GetString(4),
            Type = WireNames.Parse<TaskType>(row.GetString(5)),
            Priority = WireNames.Parse<TaskPriority>(row.GetString(6)),
            IsBatch = row.GetBoolean(7),
            BatchId = row.IsDBNull(8) ? null : dialect.ReadId(row, 8),
            InputText = row.GetString(23),
            MaxCostUsd = document.MaxCostUsd,
            MaxLatencyMs = document.MaxLatencyMs,
            Metadata = document.Metadata ?? new Dictionary<string, string>(),
            CallbackUrl = document.CallbackUrl,
            MaxOutputTokens = document.MaxOutputTokens,
            Target = document.Target,
            Model = document.Model,
            Messages = document.Messages,
            Options = document.Options,
            RequestHash = document.RequestHash,
        };
    }

    /// <summary>A task's last decision is kept once: with an unfinished task, and with one whose log ends with another attempt's, in the task; else in the log.</summary>
    private static RoutingDecision? LoggedDecisionOf(DbDataReader row) =>
        StoredDocuments.Read(row, 28, StoreJson.Default.RoutingDecision)?.WithoutSnapshot();

    private static float[] VectorOf(byte[] bytes)
    {
        var vector = new float[bytes.Length / sizeof(float)];
        for (var i = 0; i < vector.Length; i++)
            vector[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i * sizeof(float)));
        return vector;
    }
}
