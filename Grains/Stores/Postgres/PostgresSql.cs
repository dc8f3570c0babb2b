using static Orchestrator.Grains.Stores.PostgresRows;

namespace Orchestrator.Grains.Stores;

/// <summary>
/// One statement for each kind of write, whatever the number of rows. Roll-ups and logs are fed from the rows that were really changed,
/// in the same statement, so that a write that the fence refused counts nowhere.
/// </summary>
internal static class PostgresSql
{
    /// <summary>
    /// Spelt so that no index answers it. Through the index by state PostgreSQL would walk over every task that was unfinished since the last vacuum;
    /// an update finds its tasks by their ids.
    /// </summary>
    private const string IsUnfinished = "t.state NOT IN ('COMPLETED', 'FAILED', 'CANCELLED')";

    /// <summary>The row was written in this transaction.</summary>
    private const string IsOwn = "t.xmin = pg_current_xact_id()::xid";

    /// <summary>
    /// For the rest of the transaction: plan each statement for the tables as they are. A plan that is kept from when they were empty reads all of them,
    /// until the next vacuum.
    /// </summary>
    public const string PlanAnew = "SELECT set_config('plan_cache_mode', 'force_custom_plan', true)";

    public static string Create { get; } =
        $"""
        WITH added AS (
            INSERT INTO tasks ({Creates.Names}) SELECT {Creates.Names} FROM {Creates.Source("i")} ON CONFLICT (id) DO NOTHING RETURNING id
        ), counted AS (
            INSERT INTO stats_hourly AS s (hour, state, target, shard, tasks)
            SELECT h.hour, 'PENDING', '', ${Creates.Count + CreateHours.Count + 1}, COUNT(*)
            FROM {CreateHours.Source("h", Creates.Count + 1)} JOIN added ON added.id = h.task_id GROUP BY h.hour ORDER BY h.hour
            ON CONFLICT (hour, state, target, shard) DO UPDATE SET tasks = s.tasks + excluded.tasks
        )
        SELECT id FROM added
        """;

    public static string IsCreated { get; } =
        $"""
        SELECT t.id FROM tasks t JOIN {Creates.Source("i")}
        ON t.id = i.id AND t.version = i.version AND t.owner = i.owner AND t.account = i.account AND t.created_at = i.created_at
            AND t.input_text = i.input_text AND t.submission::text = i.submission::text
        """;

    public static string Claim { get; } =
        $"""
        UPDATE tasks t SET version = t.version + 1, owner = i.owner FROM {Claims.Source("i")}
        WHERE t.id = i.id AND t.version = i.version AND {IsUnfinished} RETURNING t.id
        """;

    public static string IsClaimed { get; } =
        $"SELECT t.id FROM tasks t JOIN {Claims.Source("i")} ON t.id = i.id AND t.version = i.version + 1 AND t.owner = i.owner";

    public static string NoteProgress { get; } =
        $"""
        UPDATE tasks t SET state = i.state, target = i.target, progress = i.progress FROM {Progress.Source("i")}
        WHERE t.id = i.id AND t.version = i.version AND {IsUnfinished}
        """;

    public static string Complete { get; } = CompleteStatement();

    public static string IsCompleted { get; } =
        $"""
        SELECT t.id FROM tasks t JOIN {Completes.Source("i")}
        ON t.id = i.id AND t.version = i.version AND t.state = i.state AND t.owner = i.owner AND t.completed_at IS NOT DISTINCT FROM i.completed_at
        """;

    public static string Key { get; } =
        $"""
        INSERT INTO idempotency_keys AS k (account, key, request_hash, task_id, expires_at)
        SELECT account, key, request_hash, task_id, expires_at FROM {Keys.Source("i")}
        ON CONFLICT (account, key) DO UPDATE SET request_hash = excluded.request_hash, task_id = excluded.task_id, expires_at = excluded.expires_at
        WHERE k.expires_at <= ${Keys.Count + 1}
        """;

    public static string ReadKey { get; } =
        $"SELECT k.account, k.key, k.request_hash, k.task_id FROM idempotency_keys k JOIN {Keys.Source("i")} ON k.account = i.account AND k.key = i.key";

    public static string Rule { get; } =
        $"INSERT INTO policies (name, rule) SELECT name, rule FROM {Rules.Source("i")} ON CONFLICT (name) DO UPDATE SET rule = excluded.rule";

    public static string PolicyVersion { get; } =
        $"""
        INSERT INTO policy_versions (number, {PolicyVersions.Names})
        SELECT (SELECT COALESCE(MAX(number), 0) + 1 FROM policy_versions), {PolicyVersions.Names} FROM {PolicyVersions.Source("i")}
        """;

    public static string Setting { get; } =
        $"INSERT INTO settings (name, value) SELECT name, value FROM {Settings.Source("i")} ON CONFLICT (name) DO UPDATE SET value = excluded.value";

    public const string ClaimWebhooks =
        """
        UPDATE webhooks w SET owner = $1, due_at = $2
        FROM (SELECT task_id FROM webhooks WHERE due_at <= $3 ORDER BY due_at LIMIT $4 FOR UPDATE SKIP LOCKED) AS due
        WHERE w.task_id = due.task_id RETURNING w.task_id, w.tries
        """;

    public const string RemoveWebhook = "DELETE FROM webhooks WHERE task_id = $1 AND owner = $2 AND due_at = $3 RETURNING task_id";

    public const string PostponeWebhook =
        "UPDATE webhooks SET tries = tries + 1, owner = '', due_at = $4 WHERE task_id = $1 AND owner = $2 AND due_at = $3 RETURNING task_id";

    public const string PurgeKeys = "DELETE FROM idempotency_keys WHERE expires_at <= $1";

    public const string Purge =
        """
        WITH old AS (
            SELECT id FROM tasks WHERE created_at < $1 AND state IN ('COMPLETED', 'FAILED', 'CANCELLED') ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED
        ), gone AS (
            DELETE FROM tasks t USING old WHERE t.id = old.id RETURNING t.id
        ), decisions AS (
            DELETE FROM routing_decisions d USING old WHERE d.task_id = old.id RETURNING d.target, d.stage
        ), attempts AS (
            DELETE FROM execution_logs e USING old WHERE e.task_id = old.id
        ), callbacks AS (
            DELETE FROM webhooks w USING old WHERE w.task_id = old.id
        ), chunks AS (
            DELETE FROM task_chunks c USING old WHERE c.task_id = old.id
        ), totals AS (
            INSERT INTO decision_totals AS s (target, stage, shard, decisions)
            SELECT target, stage, $3, -COUNT(*) FROM decisions GROUP BY target, stage ORDER BY target, stage
            ON CONFLICT (target, stage, shard) DO UPDATE SET decisions = s.decisions + excluded.decisions
        )
        SELECT COUNT(*) FROM gone
        """;

    private static string CompleteStatement()
    {
        var rollups = Completes.Count + 1;
        var decisions = rollups + Rollups.Count;
        var attempts = decisions + Decisions.Count;
        var callbacks = attempts + Attempts.Count;
        var shard = callbacks + Callbacks.Count;
        return
            $"""
            WITH done AS (
                UPDATE tasks t SET version = i.version, state = i.state, owner = i.owner, target = i.target, completed_at = i.completed_at,
                    cost_pico = i.cost_pico, baseline_pico = i.baseline_pico, input_tokens = i.input_tokens, output_tokens = i.output_tokens,
                    latency_ms = i.latency_ms, queue_ms = i.queue_ms, first_token_ms = i.first_token_ms, sla_met = i.sla_met, simulated = i.simulated,
                    finish_reason = i.finish_reason, error_code = i.error_code, error_message = i.error_message, progress = i.progress,
                    result = i.result, tool_calls = i.tool_calls, embedding = i.embedding
                FROM {Completes.Source("i")}
                WHERE t.id = i.id AND t.version = i.version - 1 AND {IsUnfinished} AND (NOT i.is_first OR {IsOwn}) RETURNING t.id
            ), ended AS (
                SELECT r.* FROM {Rollups.Source("r", rollups)} JOIN done ON done.id = r.task_id
            ), decided AS (
                INSERT INTO routing_decisions ({Decisions.Names})
                SELECT d.* FROM {Decisions.Source("d", decisions)} JOIN done ON done.id = d.task_id RETURNING target, stage
            ), attempted AS (
                INSERT INTO execution_logs ({Attempts.Names})
                SELECT a.* FROM {Attempts.Source("a", attempts)} JOIN done ON done.id = a.task_id
            ), called AS (
                INSERT INTO webhooks (task_id, tries, due_at, owner)
                SELECT c.task_id, 0, c.due_at, '' FROM {Callbacks.Source("c", callbacks)} JOIN done ON done.id = c.task_id
            ), totals AS (
                INSERT INTO decision_totals AS s (target, stage, shard, decisions)
                SELECT target, stage, ${shard}, COUNT(*) FROM decided GROUP BY target, stage ORDER BY target, stage
                ON CONFLICT (target, stage, shard) DO UPDATE SET decisions = s.decisions + excluded.decisions
            ), stats AS (
                INSERT INTO stats_hourly AS s
                    (hour, state, target, shard, tasks, cost_pico, baseline_pico, saved_pico, latencies, latency_us, sla_tasks, sla_met, unpriced)
                SELECT hour, state, target, ${shard}, COUNT(*), SUM(cost_pico), SUM(baseline_pico), SUM(saved_pico),
                    COUNT(latency_us), COALESCE(SUM(latency_us), 0), COUNT(sla_met), COUNT(*) FILTER (WHERE sla_met), COUNT(*) FILTER (WHERE unpriced)
                FROM ended GROUP BY hour, state, target ORDER BY hour, state, target
                ON CONFLICT (hour, state, target, shard) DO UPDATE SET tasks = s.tasks + excluded.tasks, cost_pico = s.cost_pico + excluded.cost_pico,
                    baseline_pico = s.baseline_pico + excluded.baseline_pico, saved_pico = s.saved_pico + excluded.saved_pico,
                    latencies = s.latencies + excluded.latencies, latency_us = s.latency_us + excluded.latency_us,
                    sla_tasks = s.sla_tasks + excluded.sla_tasks, sla_met = s.sla_met + excluded.sla_met, unpriced = s.unpriced + excluded.unpriced
            ), latencies AS (
                INSERT INTO latency_hourly AS s (hour, bucket, shard, tasks)
                SELECT hour, bucket, ${shard}, COUNT(*) FROM ended WHERE bucket IS NOT NULL GROUP BY hour, bucket ORDER BY hour, bucket
                ON CONFLICT (hour, bucket, shard) DO UPDATE SET tasks = s.tasks + excluded.tasks
            ), {PostgresGroupSql.Rollups($"${shard}")}
            SELECT id FROM done
            """;
    }
}
