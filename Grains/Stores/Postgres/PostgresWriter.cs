using Npgsql;

namespace Orchestrator.Grains.Stores;

/// <summary>
/// Applies a batch to PostgreSQL in one round trip: one statement a kind, all in one implicit transaction.
/// </summary>
/// <param name="shard">Row of its own in the roll-ups, so that several silos do not wait for each other.</param>
internal sealed class PostgresWriter(int shard)
{
    public async Task ApplyAsync(NpgsqlConnection connection, WriteBatch batch)
    {
        await using var commands = new NpgsqlBatch(connection);
        List<Func<NpgsqlDataReader, Task>> readers = [];
        using (StageMeter.Measure(TaskStage.Store))
        {
            AddTasks(commands, readers, batch);
            AddRest(commands, readers, batch);
            AddWebhooks(commands, readers, batch);
        }

        await using var row = await commands.ExecuteReaderAsync();
        foreach (var read in readers)
        {
            await read(row);
            await row.NextResultAsync();
        }

        // Later errors show only when the rest of the answer is read.
        while (await row.NextResultAsync())
        {
        }
    }

    private void AddTasks(NpgsqlBatch commands, List<Func<NpgsqlDataReader, Task>> readers, WriteBatch batch)
    {
        if (batch.Creates.Count > 0)
            AddCreates(commands, readers, batch.Creates, shard);
        // The transaction of new tasks counts them in a row of its own, for neither is to wait for the other.
        List<CreateWrite> firsts = [.. batch.Completes.Select(write => write.First).OfType<CreateWrite>()];
        if (firsts.Count > 0)
            AddCreates(commands, readers, firsts, shard + PostgresDatabase.Shards);

        if (batch.Claims.Count + batch.Progress.Count + batch.Completes.Count > 0)
        {
            commands.BatchCommands.Add(new NpgsqlBatchCommand(PostgresSql.PlanAnew));
            readers.Add(_ => Task.CompletedTask);
        }

        if (batch.Claims.Count > 0)
        {
            Add(commands, PostgresSql.Claim, PostgresRows.Claims, batch.Claims);
            readers.Add(Outcomes(batch.Claims, write => write.Id));
            AddCheck(commands, readers, PostgresSql.IsClaimed, PostgresRows.Claims, batch.Claims, write => write.Id);
        }

        if (batch.Progress.Count > 0)
            Add(commands, PostgresSql.NoteProgress, PostgresRows.Progress, batch.Progress);

        foreach (var chunk in batch.Chunks)
            PostgresChunks.Add(commands, readers, chunk);

        if (batch.Completes.Count > 0)
        {
            var command = Add(commands, PostgresSql.Complete, PostgresRows.Completes, batch.Completes);
            PostgresRows.Rollups.Bind(command, batch.Completes);
            PostgresRows.Decisions.Bind(command, [.. batch.Completes.SelectMany(write => write.Decisions)]);
            PostgresRows.Attempts.Bind(command, [.. batch.Completes.SelectMany(write => write.Attempts)]);
            PostgresRows.Callbacks.Bind(command, [.. batch.Completes.Where(write => write.CallbackDueAt is not null)]);
            Add(command, shard);
            readers.Add(Outcomes(batch.Completes, write => write.Row.Id));
            AddCheck(commands, readers, PostgresSql.IsCompleted, PostgresRows.Completes, batch.Completes, write => write.Row.Id);
        }
    }

    private static void AddCreates(NpgsqlBatch commands, List<Func<NpgsqlDataReader, Task>> readers, List<CreateWrite> writes, int shard)
    {
        var command = Add(commands, PostgresSql.Create, PostgresRows.Creates, writes);
        PostgresRows.CreateHours.Bind(command, writes);
        Add(command, shard);
        readers.Add(Outcomes(writes, write => write.Row.Id));
        AddCheck(commands, readers, PostgresSql.IsCreated, PostgresRows.Creates, writes, write => write.Row.Id);
    }

    private void AddRest(NpgsqlBatch commands, List<Func<NpgsqlDataReader, Task>> readers, WriteBatch batch)
    {
        if (batch.Keys.Count > 0)
        {
            Add(Add(commands, PostgresSql.Key, PostgresRows.Keys, batch.Keys), batch.Keys.Max(write => write.Now));
            Add(commands, PostgresSql.ReadKey, PostgresRows.Keys, batch.Keys);
            readers.Add(row => ReadKeysAsync(row, batch.Keys));
        }

        foreach (var policy in batch.Policies)
        {
            Add(commands, PostgresSql.Rule, PostgresRows.Rules, policy.Changes);
            if (policy.Version is { } version)
                Add(commands, PostgresSql.PolicyVersion, PostgresRows.PolicyVersions, [version]);
        }

        if (batch.Settings.Count > 0)
            Add(commands, PostgresSql.Setting, PostgresRows.Settings, batch.Settings);
        foreach (var purge in batch.Purges)
        {
            var keys = new NpgsqlBatchCommand(PostgresSql.PurgeKeys);
            Add(keys, purge.Now);
            commands.BatchCommands.Add(keys);
            var tasks = new NpgsqlBatchCommand(PostgresSql.Purge);
            Add(tasks, purge.Before);
            Add(tasks, purge.Limit);
            Add(tasks, shard);
            commands.BatchCommands.Add(tasks);
            readers.Add(async row =>
            {
                await row.ReadAsync();
                purge.Outcome = row.GetInt64(0);
            });
        }
    }

    private static void AddWebhooks(NpgsqlBatch commands, List<Func<NpgsqlDataReader, Task>> readers, WriteBatch batch)
    {
        foreach (var settle in batch.WebhookSettles)
        {
            var command = new NpgsqlBatchCommand(settle.DueAt is null ? PostgresSql.RemoveWebhook : PostgresSql.PostponeWebhook);
            Add(command, settle.TaskId);
            Add(command, settle.Owner);
            Add(command, settle.LeaseUntil);
            if (settle.DueAt is { } dueAt)
                Add(command, dueAt);
            commands.BatchCommands.Add(command);
            readers.Add(async row => settle.Outcome = await row.ReadAsync());
        }

        foreach (var claim in batch.WebhookClaims)
        {
            var command = new NpgsqlBatchCommand(PostgresSql.ClaimWebhooks);
            Add(command, claim.Owner);
            Add(command, claim.LeaseUntil);
            Add(command, claim.Now);
            Add(command, claim.Limit);
            commands.BatchCommands.Add(command);
            readers.Add(async row =>
            {
                List<DueWebhook> claimed = [];
                while (await row.ReadAsync())
                    claimed.Add(claim.Claimed(row.GetGuid(0), row.GetInt32(1)));
                claim.Outcome = claimed;
            });
        }
    }

    private static NpgsqlBatchCommand Add<TRow>(NpgsqlBatch commands, string sql, RowSet<TRow> columns, IReadOnlyList<TRow> rows)
    {
        var command = new NpgsqlBatchCommand(sql);
        columns.Bind(command, rows);
        commands.BatchCommands.Add(command);
        return command;
    }

    private static void Add<T>(NpgsqlBatchCommand command, T value) => command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });

    /// <summary>After a commit whose end is not known, a write that finds its own row was committed then.</summary>
    private static void AddCheck<TWrite>(
        NpgsqlBatch commands, List<Func<NpgsqlDataReader, Task>> readers, string sql, RowSet<TWrite> columns, List<TWrite> writes, Func<TWrite, Guid> idOf)
        where TWrite : WriteRequest<bool>
    {
        if (!writes.Any(write => write.IsUncertain))
            return;
        Add(commands, sql, columns, writes);
        readers.Add(async row =>
        {
            var own = await IdsAsync(row);
            foreach (var write in writes.Where(write => write.IsUncertain))
                write.Outcome |= own.Contains(idOf(write));
        });
    }

    private static Func<NpgsqlDataReader, Task> Outcomes<TWrite>(List<TWrite> writes, Func<TWrite, Guid> idOf)
        where TWrite : WriteRequest<bool> => async row =>
    {
        var changed = await IdsAsync(row);
        foreach (var write in writes)
            write.Outcome = changed.Contains(idOf(write));
    };

    private static async Task<HashSet<Guid>> IdsAsync(NpgsqlDataReader row)
    {
        HashSet<Guid> ids = [];
        while (await row.ReadAsync())
            ids.Add(row.GetGuid(0));
        return ids;
    }

    private static async Task ReadKeysAsync(NpgsqlDataReader row, List<KeyWrite> writes)
    {
        var byKey = writes.ToDictionary(write => (write.Account, write.Key));
        while (await row.ReadAsync())
            byKey[(row.GetString(0), row.GetString(1))].Outcome = (row.GetString(2), row.GetGuid(3));
    }
}
