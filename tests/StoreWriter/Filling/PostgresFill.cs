using Npgsql;
using NpgsqlTypes;
using Orchestrator.Grains.Interfaces;
using Orchestrator.Grains.Stores;

namespace Orchestrator.StoreWriter;

/// <summary>Fills a database by COPY, then counts the roll-ups from the rows, the groups by the very script that upgrades a database from before them.</summary>
public static class PostgresFill
{
    private const int ChunkSize = 10_000;

    private const string Tasks =
        """
        COPY tasks (id, version, state, owner, account, type, priority, is_batch, target, created_at, completed_at, cost_pico, baseline_pico, input_tokens, output_tokens,
            latency_ms, queue_ms, first_token_ms, sla_met, finish_reason, error_code, error_message, input_text, submission, progress, result) FROM STDIN (FORMAT BINARY)
        """;

    private const string Decisions = "COPY routing_decisions (task_id, attempt_number, decided_at, type, priority, target, stage, document) FROM STDIN (FORMAT BINARY)";

    private const string Count =
        """
        INSERT INTO stats_hourly (hour, state, target, shard, tasks) SELECT created_at / 36000000000, 'PENDING', '', 0, COUNT(*) FROM tasks GROUP BY 1;
        INSERT INTO stats_hourly (hour, state, target, shard, tasks, cost_pico, baseline_pico, saved_pico, latencies, latency_us, sla_tasks, sla_met, unpriced)
        SELECT completed_at / 36000000000, state, target, 0, COUNT(*), COALESCE(SUM(cost_pico), 0), COALESCE(SUM(baseline_pico), 0), COALESCE(SUM(baseline_pico - cost_pico), 0),
            COUNT(latency_ms), COALESCE(SUM(ROUND(latency_ms * 1000)::bigint), 0), COUNT(sla_met), COUNT(*) FILTER (WHERE sla_met),
            COUNT(*) FILTER (WHERE state = 'COMPLETED' AND cost_pico IS NULL)
        FROM tasks GROUP BY 1, 2, 3;
        INSERT INTO latency_hourly (hour, bucket, shard, tasks)
        SELECT completed_at / 36000000000, GREATEST(-24, LEAST(228, FLOOR(LN(latency_ms) / LN(1.1::float8))::integer)), 0, COUNT(*) FROM tasks WHERE latency_ms IS NOT NULL GROUP BY 1, 2;
        INSERT INTO decision_totals (target, stage, shard, decisions) SELECT target, stage, 0, COUNT(*) FROM routing_decisions GROUP BY 1, 2;
        DROP TABLE groups_hourly, histograms_hourly, policy_versions, task_chunks, groups_daily, histograms_daily, latency_daily, summed_days;
        DROP INDEX ix_tasks_unpriced;
        DELETE FROM schema_version WHERE version >= 3
        """;

    public static async Task RunAsync(string connectionString, IEnumerable<TaskSnapshot> tasks)
    {
        await using var store = TaskStores.Postgres(connectionString);
        await store.InitializeAsync(CancellationToken.None);
        await using var source = NpgsqlDataSource.Create(DatabaseUrl.Parse(connectionString));
        await using var connection = await source.OpenConnectionAsync();
        foreach (var chunk in tasks.Chunk(ChunkSize))
        {
            await CopyAsync(connection, Tasks, chunk, WriteTaskAsync);
            await CopyAsync(connection, Decisions, chunk, WriteDecisionAsync);
        }

        await ExecuteAsync(connection, Count);
        await store.InitializeAsync(CancellationToken.None);
        await ExecuteAsync(connection, "VACUUM ANALYZE");
    }

    private static async Task CopyAsync(NpgsqlConnection connection, string copy, TaskSnapshot[] tasks, Func<NpgsqlBinaryImporter, TaskSnapshot, Task> write)
    {
        await using var importer = await connection.BeginBinaryImportAsync(copy);
        foreach (var task in tasks)
        {
            await importer.StartRowAsync();
            await write(importer, task);
        }

        await importer.CompleteAsync();
    }

    private static async Task WriteTaskAsync(NpgsqlBinaryImporter to, TaskSnapshot task)
    {
        var (accepted, row) = (TaskRow.ForCreate(task, DocumentFormat.Json), TaskRow.ForComplete(task, DocumentFormat.Json, decisionIsLogged: true));
        await to.WriteAsync(row.Id, NpgsqlDbType.Uuid);
        await to.WriteAsync(row.Version, NpgsqlDbType.Bigint);
        foreach (var text in (string[])[row.State, row.Owner, row.Account, row.Type, row.Priority])
            await to.WriteAsync(text, NpgsqlDbType.Text);
        await to.WriteAsync(row.IsBatch, NpgsqlDbType.Boolean);
        await to.WriteAsync(row.Target, NpgsqlDbType.Text);
        await to.WriteAsync(row.CreatedAt, NpgsqlDbType.Bigint);
        foreach (var number in (long?[])[row.CompletedAt, row.CostPico, row.BaselinePico])
            await OrNullAsync(to, number, NpgsqlDbType.Bigint);
        await OrNullAsync(to, row.InputTokens, NpgsqlDbType.Integer);
        await OrNullAsync(to, row.OutputTokens, NpgsqlDbType.Integer);
        foreach (var number in (double?[])[row.LatencyMs, row.QueueMs, row.FirstTokenMs])
            await OrNullAsync(to, number, NpgsqlDbType.Double);
        await OrNullAsync(to, row.SlaMet, NpgsqlDbType.Boolean);
        foreach (var text in (string?[])[row.FinishReason, row.ErrorCode, row.ErrorMessage, accepted.InputText])
            await OrNullAsync(to, text, NpgsqlDbType.Text);
        await to.WriteAsync(accepted.Submission, NpgsqlDbType.Json);
        await (row.Progress is { } progress ? to.WriteAsync(progress, NpgsqlDbType.Json) : to.WriteNullAsync());
        await OrNullAsync(to, row.Result, NpgsqlDbType.Text);
    }

    private static async Task WriteDecisionAsync(NpgsqlBinaryImporter to, TaskSnapshot task)
    {
        var row = new DecisionRow(task, task.Decision!, 1, DocumentFormat.Json);
        await to.WriteAsync(row.TaskId, NpgsqlDbType.Uuid);
        await to.WriteAsync(row.AttemptNumber, NpgsqlDbType.Integer);
        await to.WriteAsync(row.DecidedAt, NpgsqlDbType.Bigint);
        foreach (var text in (string[])[row.Type, row.Priority, row.Target, row.Stage])
            await to.WriteAsync(text, NpgsqlDbType.Text);
        await to.WriteAsync(row.Document, NpgsqlDbType.Json);
    }

    private static Task OrNullAsync<T>(NpgsqlBinaryImporter to, T? value, NpgsqlDbType type)
        where T : struct => value is { } known ? to.WriteAsync(known, type) : to.WriteNullAsync();

    private static Task OrNullAsync(NpgsqlBinaryImporter to, string? value, NpgsqlDbType type) => value is null ? to.WriteNullAsync() : to.WriteAsync(value, type);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }
}
