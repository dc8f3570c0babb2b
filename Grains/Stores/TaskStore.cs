using System.Data.Common;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Orchestrator.Grains.Stores;

/// <summary>
/// The store over either database: writes go to the group committer, reads to pooled connections. Where the database takes two writers, new tasks have one
/// of their own; whatever else is written of a task is written with its first write, or after that was acknowledged, so that the two never race about one.
/// </summary>
internal sealed class TaskStore : ITaskStore
{
    private const int PurgeStep = 200;
    private const int MostStretches = 400;
    private const int HistoryStep = 2_000;

    /// <summary>New tasks have a caller that waits, and a transaction of them alone is cheap: it need not gather many.</summary>
    private static readonly TimeSpan ArrivalsGather = TimeSpan.FromMilliseconds(2);

    private readonly IDatabase _database;
    private readonly TimeProvider _time;
    private readonly GroupCommitter _committer;
    private readonly GroupCommitter _arrivals;
    private readonly DelayedWrites _delayed;
    private readonly DaySums _days;
    private readonly TaskReads _tasks;
    private readonly LogReads _logs;
    private readonly HistoryReads _history;
    private int _closed;

    public TaskStore(IDatabase database, TaskStoreOptions options, TimeProvider time, ILogger logger)
    {
        _database = database;
        _time = time;
        _delayed = new DelayedWrites(options.FirstWriteDelay);
        _committer = new GroupCommitter(database, options, time, logger, delayed: _delayed);
        _arrivals = database.TakesTwoWriters
            ? new GroupCommitter(database, options.GatherTime > ArrivalsGather ? options with { GatherTime = ArrivalsGather } : options, time, logger)
            : _committer;
        _days = new DaySums(database, logger);
        _tasks = new TaskReads(database.Dialect, options.SearchWindow);
        _logs = new LogReads(database.Dialect);
        _history = new HistoryReads(database.Dialect);
    }

    private DocumentFormat Format => _database.Dialect.Format;

    /// <summary>Ends when the days that a read came upon are added up.</summary>
    internal Task DaysAreSummed => _days.Running;

    public bool IsKeepingUp => _arrivals.IsKeepingUp && _committer.IsKeepingUp;

    public Task InitializeAsync(CancellationToken cancellationToken) => _database.InitializeAsync(cancellationToken);

    public async Task<string?> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ReadAsync((connection, token) => LogReads.SettingAsync(connection, "", token), cancellationToken);
            return null;
        }
        catch (UnavailableException error)
        {
            return error.Message;
        }
    }

    public Task<bool> CreateAsync(TaskSnapshot task) => _arrivals.WriteAsync(new CreateWrite(TaskRow.ForCreate(task, Format)) { Subject = task.Id });

    public FirstWrite CreateSoon(TaskSnapshot task)
    {
        var first = new FirstWrite(new CreateWrite(TaskRow.ForCreate(task, Format)) { Subject = task.Id }, _arrivals, _delayed);
        _delayed.Add(first);
        return first;
    }

    public async Task<bool> CompleteAsync(TaskSnapshot task, IReadOnlyList<RoutingDecision> decisions, FirstWrite? first = null)
    {
        if (!task.IsTerminal)
            throw new ArgumentException($"A task is completed in a terminal state, not in {WireNames.Of(task.State)}.", nameof(task));
        var end = Completion(task, decisions);
        end.First = first?.Join();
        if (first is not null && end.First is null && !await first.Completion)
            return false;
        var written = _committer.WriteAsync(end);
        if (end.First is not null)
            first?.HandedInWithEnd();
        return await written;
    }

    private CompleteWrite Completion(TaskSnapshot task, IReadOnlyList<RoutingDecision> decisions)
    {
        _committer.Progress.Drop(task.Id);
        var logged = new DecisionRow[decisions.Count];
        for (var i = 0; i < logged.Length; i++)
            logged[i] = new DecisionRow(task, decisions[i], i + 1, Format);
        var row = TaskRow.ForComplete(task, Format, decisionIsLogged: decisions is [.., var last] && last.WithoutSnapshot() == task.Decision);
        return new CompleteWrite(
            row,
            RollupEntry.Of(task, row, _time.GetUtcNow()),
            logged,
            [.. task.Attempts.Select((attempt, index) => new AttemptRow(task, attempt, index + 1))])
        {
            Subject = task.Id,
            CallbackDueAt = task.Submission.CallbackUrl is null ? null : row.CompletedAt ?? StoredTime.Of(_time.GetUtcNow()),
        };
    }

    public Task<bool> ClaimAsync(Guid id, long version, string owner) =>
        _committer.WriteAsync(new ClaimWrite(id, version, StoredText.Clean(owner)) { Subject = id });

    public void NoteProgress(TaskSnapshot task)
    {
        if (!task.IsTerminal)
            _committer.Progress.Note(task);
    }

    public Task<TaskSnapshot?> ReadAsync(Guid id, CancellationToken cancellationToken) =>
        ReadAsync((connection, token) => _tasks.TaskAsync(connection, id, token), cancellationToken);

    public Task<TaskPage> ListAsync(TaskQuery query, CancellationToken cancellationToken)
    {
        var wanted = query with { Limit = Math.Clamp(query.Limit, 1, 500), Search = string.IsNullOrWhiteSpace(query.Search) ? null : query.Search.Trim() };
        if (query.Order != TaskOrder.Newest)
        {
            var offset = TaskReads.OffsetOf(query.Cursor);
            return ReadAsync((connection, token) => _tasks.OrderedPageAsync(connection, wanted, offset, token), cancellationToken);
        }

        var cursor = query.Cursor is null ? (TaskCursor?)null : TaskCursor.Parse(query.Cursor);
        return ReadAsync((connection, token) => _tasks.PageAsync(connection, wanted, cursor, token), cancellationToken);
    }

    public Task<IReadOnlyList<UnfinishedTask>> OrphansAsync(IReadOnlyCollection<string> livingOwners, int limit, CancellationToken cancellationToken) =>
        ReadAsync((connection, token) => _tasks.OrphansAsync(connection, livingOwners, limit, token), cancellationToken);

    public Task<DecisionLogPage> DecisionLogAsync(int page, int pageSize, ComputeTarget? target, DecisionStage? stage, CancellationToken cancellationToken) =>
        ReadSumsAsync((connection, token) => _logs.DecisionsAsync(connection, Math.Max(1, page), Math.Clamp(pageSize, 1, 500), target, stage, token), cancellationToken);

    public Task<RoutingStats> StatsAsync(StatsQuery query, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var period = StatsPeriod.Of(query, now);
        return ReadSumsAsync(async (connection, token) => await StatsReads.StatsAsync(connection, await DaysAsync(connection, period, now, token), token), cancellationToken);
    }

    public Task<GroupedStats> GroupedAsync(StatsQuery query, CostBook costs, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var period = StatsPeriod.Of(query, now);
        var baseline = new Comparison(costs, query.BaselineModel, now);
        baseline.Check();
        var stretches = period.In(Math.Clamp(query.Stretches, 1, MostStretches));
        return ReadSumsAsync(async (connection, token) =>
        {
            var days = await DaysAsync(connection, period, now, token);
            return await GroupReads.GroupedAsync(connection, days, stretches, baseline, !query.WithoutPercentiles, token);
        }, cancellationToken);
    }

    public Task<int> CountDecisionsAsync(DateTimeOffset from, int atMost, CancellationToken cancellationToken) =>
        ReadAsync((connection, token) => HistoryReads.CountAsync(connection, StoredTime.Of(from), atMost, token), cancellationToken);

    public async Task<RecordedHistory> ReadDecisionsAsync(DateTimeOffset from, int atMost, CancellationToken cancellationToken)
    {
        var start = StoredTime.Of(from);
        var (after, truncated) = await ReadAsync((connection, token) => HistoryReads.StartAsync(connection, start, atMost, token), cancellationToken);
        List<RecordedDecision> decisions = [];
        for (HistoryPage page; ; after = page.Last)
        {
            var position = after;
            page = await ReadAsync((connection, token) => _history.PageAsync(connection, position, start, HistoryStep, token), cancellationToken);
            decisions.AddRange(page.Decisions);
            if (page.IsEnd)
                return new RecordedHistory(decisions, truncated);
        }
    }

    public Task<ClusterBooks> BooksAsync(CancellationToken cancellationToken) =>
        ReadSumsAsync((connection, token) => BooksReads.ReadAsync(connection, _database.Dialect, token), cancellationToken);

    public Task<BatchStatus?> BatchAsync(Guid batchId, CancellationToken cancellationToken) =>
        ReadAsync((connection, token) => _tasks.BatchAsync(connection, batchId, token), cancellationToken);

    public Task<IReadOnlyList<StoredRule>> ReadRulesAsync(CancellationToken cancellationToken) => ReadAsync(LogReads.RulesAsync, cancellationToken);

    public Task WritePolicyAsync(IReadOnlyList<StoredRule> changes, PolicyVersion? version, CancellationToken cancellationToken)
    {
        var rules = changes.Select(change => new RuleChange(change.Name, change.Rule is null ? null : JsonSerializer.Serialize(change.Rule, StoreJson.Default.RoutingRule)));
        var row = version is null
            ? null
            : new PolicyVersionRow(
                version.Version, StoredTime.Of(version.ActiveFrom), StoredText.Clean(version.Author), StoredText.Clean(version.Summary),
                JsonSerializer.Serialize([.. version.Rules], StoreJson.Default.RoutingRuleArray));
        return _committer.WriteAsync(new PolicyWrite([.. rules], row) { Subject = nameof(PolicyWrite) }).WaitAsync(cancellationToken);
    }

    public Task<IReadOnlyList<PolicyVersion>> PolicyVersionsAsync(int limit, long? upTo, CancellationToken cancellationToken) =>
        ReadAsync((connection, token) => LogReads.PolicyVersionsAsync(connection, Math.Clamp(limit, 1, 200), upTo ?? long.MaxValue, token), cancellationToken);

    public Task<string?> ReadSettingAsync(string name, CancellationToken cancellationToken) =>
        ReadAsync((connection, token) => LogReads.SettingAsync(connection, name, token), cancellationToken);

    public Task WriteSettingAsync(string name, string value, CancellationToken cancellationToken) =>
        _committer.WriteAsync(new SettingWrite(name, StoredText.Clean(value)) { Subject = ("setting", name) }).WaitAsync(cancellationToken);

    public Task<(string RequestHash, Guid TaskId)> ClaimIdempotencyKeyAsync(string account, string key, string requestHash, Guid taskId, TimeSpan lifetime)
    {
        var now = _time.GetUtcNow();
        return _arrivals.WriteAsync(new KeyWrite(
            StoredText.Clean(account), StoredText.Clean(key), StoredText.Clean(requestHash), taskId, StoredTime.Of(now), StoredTime.Of(now + lifetime)) { Subject = (account, key) });
    }

    public async Task<long> DeleteBeforeAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        // Small steps through the one writer, so that new tasks are written in between.
        long deleted = 0, step;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            step = await _committer.WriteAsync(new PurgeWrite(StoredTime.Of(before), StoredTime.Of(_time.GetUtcNow()), PurgeStep) { Subject = nameof(PurgeWrite) });
            deleted += step;
        }
        while (step == PurgeStep);
        return deleted;
    }

    public async Task<IReadOnlyList<DueWebhook>> ClaimWebhooksAsync(string owner, TimeSpan lease, int limit, CancellationToken cancellationToken)
    {
        // Mostly nothing is due: a look costs less than a write.
        var now = _time.GetUtcNow();
        return await ReadAsync((connection, token) => LogReads.IsWebhookDueAsync(connection, StoredTime.Of(now), token), cancellationToken)
            ? await _committer.WriteAsync(new WebhookClaimWrite(owner, now, now + lease, limit) { Subject = nameof(WebhookClaimWrite) })
            : [];
    }

    public Task<bool> RemoveWebhookAsync(DueWebhook webhook) => SettleAsync(webhook, dueAt: null);

    public Task<bool> PostponeWebhookAsync(DueWebhook webhook, DateTimeOffset dueAt) => SettleAsync(webhook, StoredTime.Of(dueAt));

    public Task<bool> SaveChunkAsync(Guid taskId, long version, SummaryChunk chunk) =>
        _committer.WriteAsync(new ChunkWrite(taskId, version, chunk) { Subject = ("chunk", taskId) });

    public Task<IReadOnlyList<SummaryChunk>> ReadChunksAsync(Guid taskId, CancellationToken cancellationToken) =>
        ReadAsync((connection, token) => ChunkReads.ReadAsync(connection, _database.Dialect, taskId, token), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
            return;
        await _days.DisposeAsync();
        _delayed.Dispose();
        await _arrivals.DisposeAsync();
        await _committer.DisposeAsync();
        await _database.DisposeAsync();
    }

    private Task<bool> SettleAsync(DueWebhook webhook, long? dueAt) =>
        _committer.WriteAsync(new WebhookSettleWrite(webhook, dueAt) { Subject = ("webhook", webhook.TaskId) });

    private async Task<SummedDays> DaysAsync(DbConnection connection, StatsPeriod period, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var days = await SummedDays.ReadAsync(connection, period, StoredTime.HourOf(now), cancellationToken);
        _days.Begin(days.Missing);
        return days;
    }

    private Task<T> ReadAsync<T>(Func<DbConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        TranslateAsync(() => _database.ReadAsync(read, cancellationToken));

    private Task<T> ReadSumsAsync<T>(Func<DbConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        TranslateAsync(() => _database.ReadSumsAsync(read, cancellationToken));

    private async Task<T> TranslateAsync<T>(Func<Task<T>> read)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await read();
            }
            catch (Exception error) when (error is not UnavailableException and not OperationCanceledException)
            {
                // A pooled connection that died while idle says so on its first use: one more try gets a fresh one.
                if (attempt > 1 || !_database.IsTransient(error))
                    throw new UnavailableException(_database.Describe(error));
            }
        }
    }
}
