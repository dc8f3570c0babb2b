using Microsoft.Data.Sqlite;

namespace Orchestrator.Grains.Stores;

/// <summary>Applies a batch to SQLite in one transaction. Used by one thread only.</summary>
internal sealed class SqliteWriter : IDisposable
{
    private readonly SqliteStatement _begin, _commit, _rollback;
    private readonly SqliteStatement _create, _isCreated, _complete, _insertComplete, _isCompleted, _claim, _isClaimed, _progress;
    private readonly SqliteStatement _decision, _attempt;
    private readonly SqliteStatement _key, _readKey, _rule, _policyVersion, _setting;
    private readonly SqliteSums _sums;
    private readonly SqlitePurge _purge;
    private readonly SqliteWebhooks _webhooks;
    private readonly SqliteChunks _chunks;
    private readonly List<SqliteStatement> _all = [];
    private readonly SqliteConnection _connection;
    private readonly RollupDelta _delta = new();

    public SqliteWriter(SqliteConnection connection)
    {
        _connection = connection;
        _begin = Prepare(SqliteSql.Begin, 0);
        _commit = Prepare(SqliteSql.Commit, 0);
        _rollback = Prepare(SqliteSql.Rollback, 0);
        _create = Prepare(SqliteSql.Create, 14);
        _isCreated = Prepare(SqliteSql.IsCreated, 7);
        _complete = Prepare(SqliteSql.Complete, SqliteSql.CompleteValues);
        _insertComplete = Prepare(SqliteSql.InsertComplete, 30);
        _isCompleted = Prepare(SqliteSql.IsCompleted, 5);
        _claim = Prepare(SqliteSql.Claim, 3);
        _isClaimed = Prepare(SqliteSql.IsClaimed, 3);
        _progress = Prepare(SqliteSql.Progress, 5);
        _decision = Prepare(SqliteSql.Decision, 8);
        _attempt = Prepare(SqliteSql.Attempt, 13);
        _key = Prepare(SqliteSql.Key, 6);
        _readKey = Prepare(SqliteSql.ReadKey, 2);
        _rule = Prepare(SqliteSql.Rule, 2);
        _policyVersion = Prepare(SqliteSql.PolicyVersion, 5);
        _setting = Prepare(SqliteSql.Setting, 2);
        _sums = new SqliteSums(Prepare);
        _purge = new SqlitePurge(Prepare);
        _webhooks = new SqliteWebhooks(Prepare);
        _chunks = new SqliteChunks(Prepare);
    }

    public static byte[] Bytes(Guid id) => id.ToByteArray(bigEndian: true);

    public void Apply(WriteBatch batch)
    {
        using var stage = StageMeter.Measure(TaskStage.Store);
        Transact(() => Write(batch));
    }

    /// <summary>Puts what transactions have left for later into the roll-ups.</summary>
    public void Settle()
    {
        if (_sums.ArePending())
            Transact(_sums.Settle);
    }

    public void SumUp(string sql) => Transact(() =>
    {
        _sums.Settle();
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    });

    public void Dispose() => _all.ForEach(statement => statement.Dispose());

    private void Write(WriteBatch batch)
    {
        var delta = _delta;
        delta.Clear();
        foreach (var create in batch.Creates)
            Apply(create, delta);
        foreach (var claim in batch.Claims)
            Apply(claim);
        foreach (var row in batch.Progress)
            _progress.Run(row.Id, row.Version, row.State, row.Target, row.Progress);
        foreach (var chunk in batch.Chunks)
            _chunks.Apply(chunk);
        foreach (var complete in batch.Completes)
            Apply(complete, delta);
        foreach (var key in batch.Keys)
            Apply(key);
        foreach (var policy in batch.Policies)
            Apply(policy);
        foreach (var setting in batch.Settings)
            _setting.Run(setting.Name, setting.Value);
        foreach (var settle in batch.WebhookSettles)
            _webhooks.Apply(settle);
        foreach (var claim in batch.WebhookClaims)
            _webhooks.Apply(claim);
        foreach (var purge in batch.Purges)
            purge.Outcome = _purge.Run(purge, delta);
        _sums.Add(delta);
    }

    private void Transact(Action work)
    {
        _begin.Run();
        try
        {
            work();
            _commit.Run();
        }
        catch
        {
            RollBack();
            throw;
        }
    }

    private void Apply(CreateWrite write, RollupDelta delta)
    {
        var row = write.Row;
        write.Outcome = _create.Run(
            row.Id, row.Version, row.State, row.Owner, row.Account, row.Type, row.Priority, row.IsBatch,
            row.BatchId, row.Target, row.CreatedAt, row.InputText, SqliteValue.Utf8(row.Submission), row.Progress) == 1;
        if (write.Outcome)
            delta.Created(write.Hour);
        else if (write.IsUncertain)
            write.Outcome = _isCreated.Finds(row.Id, row.Version, row.Owner, row.Account, row.CreatedAt, row.InputText, SqliteValue.Utf8(row.Submission));
    }

    private void Apply(CompleteWrite write, RollupDelta delta)
    {
        var row = write.Row;
        write.Outcome = WriteEnd(row, write.First, delta);
        if (!write.Outcome)
        {
            write.Outcome = write.IsUncertain && _isCompleted.Finds(row.Id, row.Version, row.State, row.Owner, row.CompletedAt);
            return;
        }

        delta.Finished(write.Rollup);
        _webhooks.Add(write);
        foreach (var decision in write.Decisions)
        {
            delta.Decided(decision.Target, decision.Stage, 1);
            _decision.Run(decision.TaskId, decision.AttemptNumber, decision.DecidedAt, decision.Type, decision.Priority, decision.Target, decision.Stage,
                decision.Document);
        }

        foreach (var attempt in write.Attempts)
        {
            _attempt.Run(
                attempt.TaskId, attempt.AttemptNumber, attempt.Target, attempt.Model, attempt.Engine, attempt.Silo, attempt.StartedAt, attempt.FinishedAt,
                attempt.Outcome, attempt.Error, attempt.CostPico, attempt.QueueMs, attempt.FirstTokenMs);
        }
    }

    /// <summary>Writes the end of a task, which is its beginning too when there is a <paramref name="first"/>.</summary>
    private bool WriteEnd(TaskRow row, CreateWrite? first, RollupDelta delta)
    {
        ReadOnlySpan<SqliteValue> values =
        [
            row.Id, row.Version, row.State, row.Owner, row.Target, row.CompletedAt, row.CostPico, row.BaselinePico, row.InputTokens, row.OutputTokens,
            row.LatencyMs, row.QueueMs, row.FirstTokenMs, row.SlaMet, row.Simulated, row.FinishReason, row.ErrorCode, row.ErrorMessage,
            row.Progress, row.Result, row.ToolCalls, row.Embedding,
            row.Account, row.Type, row.Priority, row.IsBatch, row.BatchId, row.CreatedAt, first?.Row.InputText, SqliteValue.Utf8(first?.Row.Submission),
        ];
        if (first is null)
            return _complete.Run(values[..SqliteSql.CompleteValues]) == 1;
        var isNew = _insertComplete.Run(values) == 1;
        if (isNew)
            delta.Created(first.Hour);
        return isNew;
    }

    private void Apply(ClaimWrite write) =>
        write.Outcome = _claim.Run(write.Id, write.Version, write.Owner) == 1
            || (write.IsUncertain && _isClaimed.Finds(write.Id, write.Version, write.Owner));

    private void Apply(KeyWrite write)
    {
        _key.Run(write.Account, write.Key, write.RequestHash, write.TaskId, write.ExpiresAt, write.Now);
        using var row = _readKey.Read(write.Account, write.Key);
        row.Read();
        write.Outcome = (row.GetString(0), row.GetId(1));
    }

    private void Apply(PolicyWrite write)
    {
        foreach (var change in write.Changes)
            _rule.Run(change.Name, change.Rule);
        if (write.Version is { } version)
            _policyVersion.Run(version.Version, version.ActiveFrom, version.Author, version.Summary, version.Rules);
    }

    private void RollBack()
    {
        try
        {
            _rollback.Run();
        }
        catch (SqliteException)
        {
            // SQLite has rolled back by itself; the first error is the one to report.
        }
    }

    private SqliteStatement Prepare(string sql, int parameters)
    {
        var statement = new SqliteStatement(_connection, sql, parameters);
        _all.Add(statement);
        return statement;
    }
}
