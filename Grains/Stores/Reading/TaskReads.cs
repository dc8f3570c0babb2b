using System.Data.Common;
using System.Text.Json;

namespace Orchestrator.Grains.Stores;

/// <summary>Reads of tasks, in SQL that both databases understand.</summary>
internal sealed partial class TaskReads(SqlDialect dialect, int searchWindow)
{
    private const string Unfinished = "('PENDING', 'ROUTING', 'EXECUTING')";
    private readonly TaskReader _reader = new(dialect);

    public async Task<TaskSnapshot?> TaskAsync(DbConnection connection, Guid id, CancellationToken cancellationToken)
    {
        await using var command = connection.Command($"SELECT {TaskReader.Columns}{TaskReader.EmbeddingColumn} FROM tasks t WHERE t.id = @id", ("@id", dialect.ParameterOf(id)));
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken) ? _reader.Read(row) : null;
    }

    public async Task<TaskPage> PageAsync(DbConnection connection, TaskQuery query, TaskCursor? cursor, CancellationToken cancellationToken)
    {
        TaskIdPrefix? prefix = null;
        var byIdPrefix = query.Search is { } search && TaskIdPrefix.TryParse(search, out prefix);
        // The keys come first, so that only the page's own wide rows are read and sorted.
        await using var command = connection.Command(
            $"SELECT {TaskReader.Columns} FROM tasks t JOIN ({TaskListSql.Of(query, byIdPrefix, dialect)}) AS k ON t.id = k.id ORDER BY t.created_at DESC, t.id DESC",
            ("@limit", query.Limit + 1));
        if (cursor is { } before)
        {
            command.With("@before_at", before.CreatedAt);
            command.With("@before_id", dialect.ParameterOf(before.Id));
        }

        if (query.From is { } from)
            command.With("@from", StoredTime.Of(from));
        if (query.To is { } to)
            command.With("@to", StoredTime.Of(to));
        if (query.BatchId is { } batch)
            command.With("@batch", dialect.ParameterOf(batch));
        if (query.Search is not null)
            command.With("@pattern", PatternOf(query.Search));
        if (query.Account is { } account)
            command.With("@account", StoredText.Clean(account));
        if (query is { BatchId: null } and ({ Search: not null } or { Account: not null }))
            command.With("@floor", await FloorAsync(connection, cancellationToken));
        if (prefix is not null)
        {
            command.With("@id_low", dialect.ParameterOf(prefix.Low));
            command.With("@id_high", dialect.ParameterOf(prefix.High));
        }

        List<TaskSnapshot> tasks = [];
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (tasks.Count < query.Limit && await row.ReadAsync(cancellationToken))
            tasks.Add(_reader.Read(row));
        var more = tasks.Count == query.Limit && await row.ReadAsync(cancellationToken);
        return new TaskPage(tasks, more ? new TaskCursor(StoredTime.Of(tasks[^1].CreatedAt), tasks[^1].Id).ToString() : null);
    }

    public async Task<IReadOnlyList<UnfinishedTask>> OrphansAsync(DbConnection connection, IReadOnlyCollection<string> livingOwners, int limit, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            $"SELECT id, owner, version FROM tasks WHERE state IN {Unfinished} AND {dialect.OwnerNotIn} ORDER BY created_at, id LIMIT @limit",
            ("@owners", JsonSerializer.Serialize(livingOwners.Select(StoredText.Clean).ToArray(), StoreJson.Default.StringArray)),
            ("@limit", limit));
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        List<UnfinishedTask> orphans = [];
        while (await row.ReadAsync(cancellationToken))
            orphans.Add(new UnfinishedTask(dialect.ReadId(row, 0), row.GetString(1), row.GetInt64(2)));
        return orphans;
    }

    public async Task<BatchStatus?> BatchAsync(DbConnection connection, Guid batchId, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            "SELECT state, COUNT(*), CAST(COALESCE(SUM(cost_pico / 1000000), 0) AS bigint), CAST(COALESCE(SUM(cost_pico % 1000000), 0) AS bigint) FROM tasks WHERE batch_id = @batch GROUP BY state",
            ("@batch", dialect.ParameterOf(batchId)));
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var byState = new Dictionary<TaskState, long>();
        var cost = 0m;
        while (await row.ReadAsync(cancellationToken))
        {
            byState[WireNames.Parse<TaskState>(row.GetString(0))] = row.GetInt64(1);
            cost += StoredMoney.ToUsd(row.GetInt64(2), row.GetInt64(3));
        }

        return byState.Count == 0 ? null : new BatchStatus(batchId, byState.Values.Sum(), byState, cost);
    }

    private async Task<long> FloorAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(TaskListSql.Floor(dialect), ("@window", searchWindow - 1));
        return await command.ExecuteScalarAsync(cancellationToken) is long floor ? floor : long.MinValue;
    }

    private static string PatternOf(string text) =>
        $"%{StoredText.Clean(text).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
}
