namespace Orchestrator.Grains.Stores;

/// <summary>The outbox of callbacks.</summary>
internal sealed class SqliteWebhooks(Func<string, int, SqliteStatement> prepare)
{
    private readonly SqliteStatement _add = prepare(SqliteSql.AddWebhook, 2);
    private readonly SqliteStatement _claim = prepare(SqliteSql.ClaimWebhooks, 4);
    private readonly SqliteStatement _remove = prepare(SqliteSql.RemoveWebhook, 3);
    private readonly SqliteStatement _postpone = prepare(SqliteSql.PostponeWebhook, 4);

    public void Add(CompleteWrite write)
    {
        if (write.CallbackDueAt is { } dueAt)
            _add.Run(write.Row.Id, dueAt);
    }

    public void Apply(WebhookClaimWrite write)
    {
        List<DueWebhook> claimed = [];
        using var row = _claim.Read(write.Owner, write.LeaseUntil, write.Now, write.Limit);
        while (row.Read())
            claimed.Add(write.Claimed(row.GetId(0), row.GetInt32(1)));
        write.Outcome = claimed;
    }

    public void Apply(WebhookSettleWrite write) => write.Outcome = write.DueAt is { } dueAt
        ? _postpone.Run(write.TaskId, write.Owner, write.LeaseUntil, dueAt) == 1
        : _remove.Run(write.TaskId, write.Owner, write.LeaseUntil) == 1;
}
