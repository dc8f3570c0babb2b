namespace Orchestrator.Grains.Stores;

/// <summary>The statements of <see cref="SqliteWriter"/>. Parameters are numbered in the order of the columns they stand for.</summary>
internal static class SqliteSql
{
    public const string Begin = "BEGIN IMMEDIATE";
    public const string Commit = "COMMIT";
    public const string Rollback = "ROLLBACK";

    public const string Create =
        """
        INSERT INTO tasks (id, version, state, owner, account, type, priority, is_batch, batch_id, target, created_at, input_text, submission, progress)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) ON CONFLICT (id) DO NOTHING
        """;

    public const string IsCreated =
        "SELECT 1 FROM tasks WHERE id = ?1 AND version = ?2 AND owner = ?3 AND account = ?4 AND created_at = ?5 AND input_text = ?6 AND submission = ?7";

    public const int CompleteValues = 22;

    public const string Complete =
        $"""
        UPDATE tasks SET version = ?2, state = ?3, owner = ?4, target = ?5, completed_at = ?6, cost_pico = ?7, baseline_pico = ?8, input_tokens = ?9,
            output_tokens = ?10, latency_ms = ?11, queue_ms = ?12, first_token_ms = ?13, sla_met = ?14, simulated = ?15, finish_reason = ?16,
            error_code = ?17, error_message = ?18, progress = ?19, result = ?20, tool_calls = ?21, embedding = ?22
        WHERE id = ?1 AND version = ?2 - 1 AND state IN {Unfinished}
        """;

    /// <summary>The parameters of <see cref="Complete"/>, then those of a new task that it lacks.</summary>
    public const string InsertComplete =
        """
        INSERT INTO tasks (id, version, state, owner, target, completed_at, cost_pico, baseline_pico, input_tokens, output_tokens, latency_ms, queue_ms, first_token_ms,
            sla_met, simulated, finish_reason, error_code, error_message, progress, result, tool_calls, embedding,
            account, type, priority, is_batch, batch_id, created_at, input_text, submission)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30)
        ON CONFLICT (id) DO NOTHING
        """;

    public const string IsCompleted = "SELECT 1 FROM tasks WHERE id = ?1 AND version = ?2 AND state = ?3 AND owner = ?4 AND completed_at IS ?5";

    public const string Claim = $"UPDATE tasks SET version = version + 1, owner = ?3 WHERE id = ?1 AND version = ?2 AND state IN {Unfinished}";

    public const string IsClaimed = "SELECT 1 FROM tasks WHERE id = ?1 AND version = ?2 + 1 AND owner = ?3";

    public const string Progress = $"UPDATE tasks SET state = ?3, target = ?4, progress = ?5 WHERE id = ?1 AND version = ?2 AND state IN {Unfinished}";

    public const string Decision =
        "INSERT INTO routing_decisions (task_id, attempt_number, decided_at, type, priority, target, stage, document) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";

    public const string Attempt =
        """
        INSERT INTO execution_logs (task_id, attempt_number, target, model, engine, silo, started_at, finished_at, outcome, error, cost_pico, queue_ms, first_token_ms)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
        """;

    public const string KeepSums = "INSERT INTO pending_sums (document) VALUES (?1)";

    public const string AreSumsPending = "SELECT 1 FROM pending_sums LIMIT 1";

    public const string TakeSums = "DELETE FROM pending_sums RETURNING document";

    public const string Stats =
        """
        INSERT INTO stats_hourly (hour, state, target, shard, tasks, cost_pico, baseline_pico, saved_pico, latencies, latency_us, sla_tasks, sla_met, unpriced)
        VALUES (?1, ?2, ?3, 0, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
        ON CONFLICT (hour, state, target, shard) DO UPDATE SET tasks = tasks + excluded.tasks, cost_pico = cost_pico + excluded.cost_pico,
            baseline_pico = baseline_pico + excluded.baseline_pico, saved_pico = saved_pico + excluded.saved_pico, latencies = latencies + excluded.latencies,
            latency_us = latency_us + excluded.latency_us, sla_tasks = sla_tasks + excluded.sla_tasks, sla_met = sla_met + excluded.sla_met,
            unpriced = unpriced + excluded.unpriced
        """;

    public const string Latency =
        """
        INSERT INTO latency_hourly (hour, bucket, shard, tasks) VALUES (?1, ?2, 0, ?3)
        ON CONFLICT (hour, bucket, shard) DO UPDATE SET tasks = tasks + excluded.tasks
        """;

    public const string Group =
        """
        INSERT INTO groups_hourly (dimension, hour, name, state, shard, tasks, cost_pico, baseline_pico, saved_pico, estimated_pico, latencies, latency_us,
            sla_tasks, sla_met, unpriced, text_input_tokens, text_output_tokens, text_cost_pico, embedding_pico, embedding_saved_pico)
        VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)
        ON CONFLICT (dimension, hour, name, state, shard) DO UPDATE SET tasks = tasks + excluded.tasks, cost_pico = cost_pico + excluded.cost_pico,
            baseline_pico = baseline_pico + excluded.baseline_pico, saved_pico = saved_pico + excluded.saved_pico, estimated_pico = estimated_pico + excluded.estimated_pico,
            latencies = latencies + excluded.latencies, latency_us = latency_us + excluded.latency_us, sla_tasks = sla_tasks + excluded.sla_tasks,
            sla_met = sla_met + excluded.sla_met, unpriced = unpriced + excluded.unpriced, text_input_tokens = text_input_tokens + excluded.text_input_tokens,
            text_output_tokens = text_output_tokens + excluded.text_output_tokens, text_cost_pico = text_cost_pico + excluded.text_cost_pico,
            embedding_pico = embedding_pico + excluded.embedding_pico, embedding_saved_pico = embedding_saved_pico + excluded.embedding_saved_pico
        """;

    public const string Histogram =
        """
        INSERT INTO histograms_hourly (dimension, hour, name, bucket, shard, tasks) VALUES (?1, ?2, ?3, ?4, 0, ?5)
        ON CONFLICT (dimension, hour, name, bucket, shard) DO UPDATE SET tasks = tasks + excluded.tasks
        """;

    public const string ReopenDay = "DELETE FROM summed_days WHERE hour = ?1";

    public const string DecisionTotal =
        """
        INSERT INTO decision_totals (target, stage, shard, decisions) VALUES (?1, ?2, 0, ?3)
        ON CONFLICT (target, stage, shard) DO UPDATE SET decisions = decisions + excluded.decisions
        """;

    public const string Key =
        """
        INSERT INTO idempotency_keys (account, key, request_hash, task_id, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (account, key) DO UPDATE SET request_hash = excluded.request_hash, task_id = excluded.task_id, expires_at = excluded.expires_at
        WHERE idempotency_keys.expires_at <= ?6
        """;

    public const string ReadKey = "SELECT request_hash, task_id FROM idempotency_keys WHERE account = ?1 AND key = ?2";

    public const string Rule = "INSERT INTO policies (name, rule) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET rule = excluded.rule";

    public const string PolicyVersion =
        """
        INSERT INTO policy_versions (number, version, active_from, author, summary, rules)
        SELECT COALESCE(MAX(number), 0) + 1, ?1, ?2, ?3, ?4, ?5 FROM policy_versions
        """;

    public const string Setting = "INSERT INTO settings (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";

    public const string AddWebhook = "INSERT INTO webhooks (task_id, tries, due_at, owner) VALUES (?1, 0, ?2, '')";

    public const string ClaimWebhooks =
        """
        UPDATE webhooks SET owner = ?1, due_at = ?2
        WHERE task_id IN (SELECT task_id FROM webhooks WHERE due_at <= ?3 ORDER BY due_at LIMIT ?4) RETURNING task_id, tries
        """;

    public const string RemoveWebhook = "DELETE FROM webhooks WHERE task_id = ?1 AND owner = ?2 AND due_at = ?3";

    public const string PostponeWebhook =
        "UPDATE webhooks SET tries = tries + 1, owner = '', due_at = ?4 WHERE task_id = ?1 AND owner = ?2 AND due_at = ?3";

    public const string PurgeTasks =
        """
        DELETE FROM tasks WHERE seq IN (
            SELECT seq FROM tasks INDEXED BY ix_tasks_created WHERE created_at < ?1 AND state IN ('COMPLETED', 'FAILED', 'CANCELLED') ORDER BY created_at LIMIT ?2)
        RETURNING id
        """;

    public const string PurgeDecisions = "DELETE FROM routing_decisions WHERE task_id = ?1 RETURNING target, stage";

    public const string PurgeAttempts = "DELETE FROM execution_logs WHERE task_id = ?1";

    public const string PurgeWebhook = "DELETE FROM webhooks WHERE task_id = ?1";

    public const string PurgeChunks = "DELETE FROM task_chunks WHERE task_id = ?1";

    public const string PurgeKeys = "DELETE FROM idempotency_keys WHERE expires_at <= ?1";

    private const string Unfinished = "('PENDING', 'ROUTING', 'EXECUTING')";
}
