namespace Orchestrator.Grains.Stores;

/// <summary>Deletes one step of old tasks with everything that hangs on them; the roll-ups stay.</summary>
internal sealed class SqlitePurge(Func<string, int, SqliteStatement> prepare)
{
    private readonly SqliteStatement _tasks = prepare(SqliteSql.PurgeTasks, 2);
    private readonly SqliteStatement _decisions = prepare(SqliteSql.PurgeDecisions, 1);
    private readonly SqliteStatement _attempts = prepare(SqliteSql.PurgeAttempts, 1);
    private readonly SqliteStatement _webhook = prepare(SqliteSql.PurgeWebhook, 1);
    private readonly SqliteStatement _chunks = prepare(SqliteSql.PurgeChunks, 1);
    private readonly SqliteStatement _keys = prepare(SqliteSql.PurgeKeys, 1);

    public long Run(PurgeWrite write, RollupDelta delta)
    {
        _keys.Run(write.Now);
        var ids = TaskIds(write);
        foreach (var id in ids)
        {
            using (var row = _decisions.Read(id))
            {
                while (row.Read())
                    delta.Decided(row.GetString(0), row.GetString(1), -1);
            }

            _attempts.Run(id);
            _webhook.Run(id);
            _chunks.Run(id);
        }

        return ids.Count;
    }

    private List<Guid> TaskIds(PurgeWrite write)
    {
        List<Guid> ids = [];
        using var row = _tasks.Read(write.Before, write.Limit);
        while (row.Read())
            ids.Add(row.GetId(0));
        return ids;
    }
}
