using static NpgsqlTypes.NpgsqlDbType;

namespace Orchestrator.Grains.Stores;

/// <summary>How the writes become columns. The names are those of the tables.</summary>
internal static class PostgresRows
{
    public static RowSet<CreateWrite> Creates { get; } = new RowSet<CreateWrite>()
        .Column("id", Uuid, write => write.Row.Id)
        .Column("version", Bigint, write => write.Row.Version)
        .Column("state", Text, write => write.Row.State)
        .Column("owner", Text, write => write.Row.Owner)
        .Column("account", Text, write => write.Row.Account)
        .Column("type", Text, write => write.Row.Type)
        .Column("priority", Text, write => write.Row.Priority)
        .Column("is_batch", NpgsqlTypes.NpgsqlDbType.Boolean, write => write.Row.IsBatch)
        .Column("batch_id", Uuid, write => write.Row.BatchId)
        .Column("target", Text, write => write.Row.Target)
        .Column("created_at", Bigint, write => write.Row.CreatedAt)
        .Column("input_text", Text, write => write.Row.InputText)
        .Column("submission", Json, write => write.Row.Submission)
        .Column("progress", Json, write => write.Row.Progress);

    public static RowSet<CreateWrite> CreateHours { get; } = new RowSet<CreateWrite>()
        .Column("task_id", Uuid, write => write.Row.Id)
        .Column("hour", Bigint, write => write.Hour);

    public static RowSet<CompleteWrite> Completes { get; } = new RowSet<CompleteWrite>()
        .Column("id", Uuid, write => write.Row.Id)
        .Column("version", Bigint, write => write.Row.Version)
        .Column("state", Text, write => write.Row.State)
        .Column("owner", Text, write => write.Row.Owner)
        .Column("target", Text, write => write.Row.Target)
        .Column("completed_at", Bigint, write => write.Row.CompletedAt)
        .Column("cost_pico", Bigint, write => write.Row.CostPico)
        .Column("baseline_pico", Bigint, write => write.Row.BaselinePico)
        .Column("input_tokens", Integer, write => write.Row.InputTokens)
        .Column("output_tokens", Integer, write => write.Row.OutputTokens)
        .Column("latency_ms", NpgsqlTypes.NpgsqlDbType.Double, write => write.Row.LatencyMs)
        .Column("queue_ms", NpgsqlTypes.NpgsqlDbType.Double, write => write.Row.QueueMs)
        .Column("first_token_ms", NpgsqlTypes.NpgsqlDbType.Double, write => write.Row.FirstTokenMs)
        .Column("sla_met", NpgsqlTypes.NpgsqlDbType.Boolean, write => write.Row.SlaMet)
        .Column("simulated", NpgsqlTypes.NpgsqlDbType.Boolean, write => write.Row.Simulated)
        .Column("finish_reason", Text, write => write.Row.FinishReason)
        .Column("error_code", Text, write => write.Row.ErrorCode)
        .Column("error_message", Text, write => write.Row.ErrorMessage)
        .Column("progress", Json, write => write.Row.Progress)
        .Column("result", Text, write => write.Row.Result)
        .Column("tool_calls", Text, write => write.Row.ToolCalls)
        .Column("embedding", Bytea, write => write.Row.Embedding)
        .Column("is_first", NpgsqlTypes.NpgsqlDbType.Boolean, write => write.First is not null);

    public static RowSet<CompleteWrite> Rollups { get; } = new RowSet<CompleteWrite>()
        .Column("task_id", Uuid, write => write.Row.Id)
        .Column("hour", Bigint, write => write.Rollup.Hour)
        .Column("state", Text, write => write.Rollup.State)
        .Column("target", Text, write => write.Rollup.Target)
        .Column("cost_pico", Bigint, write => write.Rollup.CostPico)
        .Column("baseline_pico", Bigint, write => write.Rollup.BaselinePico)
        .Column("saved_pico", Bigint, write => write.Rollup.SavedPico)
        .Column("latency_us", Bigint, write => write.Rollup.LatencyMicroseconds)
        .Column("bucket", Integer, write => write.Rollup.LatencyBucket)
        .Column("sla_met", NpgsqlTypes.NpgsqlDbType.Boolean, write => write.Rollup.SlaMet)
        .Column("unpriced", NpgsqlTypes.NpgsqlDbType.Boolean, write => write.Rollup.Unpriced)
        .Column("type", Text, write => write.Rollup.Type)
        .Column("model", Text, write => write.Rollup.Model)
        .Column("account", Text, write => write.Rollup.Account)
        .Column("estimated_pico", Bigint, write => write.Rollup.EstimatedPico)
        .Column("text_input_tokens", Bigint, write => write.Rollup.TextInputTokens)
        .Column("text_output_tokens", Bigint, write => write.Rollup.TextOutputTokens)
        .Column("text_cost_pico", Bigint, write => write.Rollup.TextCostPico)
        .Column("embedding_pico", Bigint, write => write.Rollup.EmbeddingPico)
        .Column("embedding_saved_pico", Bigint, write => write.Rollup.EmbeddingSavedPico)
        .Column("latency_error", Integer, write => write.Rollup.LatencyError)
        .Column("cost_error", Integer, write => write.Rollup.CostError)
        .Column("stage", Text, write => write.Rollup.Stage)
        .Column("confidence_step", Integer, write => write.Rollup.ConfidenceStep);

    public static RowSet<DecisionRow> Decisions { get; } = new RowSet<DecisionRow>()
        .Column("task_id", Uuid, row => row.TaskId)
        .Column("attempt_number", Integer, row => row.AttemptNumber)
        .Column("decided_at", Bigint, row => row.DecidedAt)
        .Column("type", Text, row => row.Type)
        .Column("priority", Text, row => row.Priority)
        .Column("target", Text, row => row.Target)
        .Column("stage", Text, row => row.Stage)
        .Column("document", Json, row => row.Document);

    public static RowSet<AttemptRow> Attempts { get; } = new RowSet<AttemptRow>()
        .Column("task_id", Uuid, row => row.TaskId)
        .Column("attempt_number", Integer, row => row.AttemptNumber)
        .Column("target", Text, row => row.Target)
        .Column("model", Text, row => row.Model)
        .Column("engine", Text, row => row.Engine)
        .Column("silo", Text, row => row.Silo)
        .Column("started_at", Bigint, row => row.StartedAt)
        .Column("finished_at", Bigint, row => row.FinishedAt)
        .Column("outcome", Text, row => row.Outcome)
        .Column("error", Text, row => row.Error)
        .Column("cost_pico", Bigint, row => row.CostPico)
        .Column("queue_ms", NpgsqlTypes.NpgsqlDbType.Double, row => row.QueueMs)
        .Column("first_token_ms", NpgsqlTypes.NpgsqlDbType.Double, row => row.FirstTokenMs);

    public static RowSet<CompleteWrite> Callbacks { get; } = new RowSet<CompleteWrite>()
        .Column("task_id", Uuid, write => write.Row.Id)
        .Column("due_at", Bigint, write => write.CallbackDueAt);

    public static RowSet<ClaimWrite> Claims { get; } = new RowSet<ClaimWrite>()
        .Column("id", Uuid, write => write.Id)
        .Column("version", Bigint, write => write.Version)
        .Column("owner", Text, write => write.Owner);

    public static RowSet<TaskRow> Progress { get; } = new RowSet<TaskRow>()
        .Column("id", Uuid, row => row.Id)
        .Column("version", Bigint, row => row.Version)
        .Column("state", Text, row => row.State)
        .Column("target", Text, row => row.Target)
        .Column("progress", Json, row => row.Progress);

    public static RowSet<KeyWrite> Keys { get; } = new RowSet<KeyWrite>()
        .Column("account", Text, write => write.Account)
        .Column("key", Text, write => write.Key)
        .Column("request_hash", Text, write => write.RequestHash)
        .Column("task_id", Uuid, write => write.TaskId)
        .Column("expires_at", Bigint, write => write.ExpiresAt)
        .Column("now", Bigint, write => write.Now);

    public static RowSet<RuleChange> Rules { get; } = new RowSet<RuleChange>()
        .Column("name", Text, change => change.Name)
        .Column("rule", Json, change => change.Rule);

    public static RowSet<PolicyVersionRow> PolicyVersions { get; } = new RowSet<PolicyVersionRow>()
        .Column("version", Text, row => row.Version)
        .Column("active_from", Bigint, row => row.ActiveFrom)
        .Column("author", Text, row => row.Author)
        .Column("summary", Text, row => row.Summary)
        .Column("rules", Json, row => row.Rules);

    public static RowSet<SettingWrite> Settings { get; } = new RowSet<SettingWrite>()
        .Column("name", Text, write => write.Name)
        .Column("value", Text, write => write.Value);
}
