
namespace Orchestrator.Grains.Stores;

/// <summary>An unfinished task and who owns it.</summary>
public readonly record struct UnfinishedTask(Guid Id, string Owner, long Version);

/// <summary>A change to a stored rule: the rule, or null when the API removed it (which also hides a rule of that name in the file).</summary>
public sealed record StoredRule(string Name, RoutingRule? Rule);

/// <summary>
/// The one source of truth for tasks. Writes are group-committed: a call returns when its row is durable, and many calls share one
/// transaction. Thread-safe. Two implementations, PostgreSQL and SQLite, hold the same contract and pass the same tests.
/// </summary>
public interface ITaskStore : IWebhookOutbox, IDecisionHistory, IChunkStore, IAsyncDisposable
{
    /// <summary>Creates or upgrades the schema, under a lock: several silos may start at once.</summary>
    /// <exception cref="UnavailableException">The database cannot be reached or holds a newer schema.</exception>
    Task InitializeAsync(CancellationToken cancellationToken);

    /// <summary>Null when the store answers, else what is wrong in one line without secrets.</summary>
    Task<string?> CheckAsync(CancellationToken cancellationToken);

    /// <summary>Inserts a new task with its version (1).</summary>
    /// <returns>False when the id exists already; nothing was changed.</returns>
    Task<bool> CreateAsync(TaskSnapshot task);

    /// <summary>
    /// The same for a task whose caller hears of it no sooner than it is durable: the write may be put off for some <see cref="TaskStoreOptions.FirstWriteDelay"/>, so that a task
    /// that has ended by then is written once. Its id has to be a new one.
    /// </summary>
    FirstWrite CreateSoon(TaskSnapshot task);

    /// <summary>False while the database is away: writes wait, and may be refused.</summary>
    bool IsKeepingUp { get; }

    /// <summary>
    /// Writes a terminal task with its decisions and attempts, adds it to the hourly roll-ups and its callback to the outbox, in one transaction;
    /// only if the stored version is <paramref name="task"/>.Version − 1 and the stored state is not terminal.
    /// </summary>
    /// <param name="task">The task, with its new version.</param>
    /// <param name="decisions">Every decision that was taken for it, in order; one a started attempt.</param>
    /// <param name="first">Its <see cref="CreateSoon"/>, which is made with this write if it is still to be made, and comes before it in every case; null when it was made.</param>
    /// <returns>False when the row has moved on (the caller was fenced off), or the first write was refused; nothing was changed.</returns>
    Task<bool> CompleteAsync(TaskSnapshot task, IReadOnlyList<RoutingDecision> decisions, FirstWrite? first = null);

    /// <summary>Takes over an unfinished task: sets the owner and the version to <paramref name="version"/> + 1, only if it is still <paramref name="version"/> and unfinished.</summary>
    Task<bool> ClaimAsync(Guid id, long version, string owner);

    /// <summary>
    /// Notes an unfinished task's state, attempts and decisions for readers and for a later owner. Not awaited by anyone, written in batches, the latest wins;
    /// ignored when the stored version differs from <paramref name="task"/>.Version or the task is terminal.
    /// </summary>
    void NoteProgress(TaskSnapshot task);

    /// <summary>The task; null when there is none.</summary>
    Task<TaskSnapshot?> ReadAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Newest first, keyset-paged, without embeddings.</summary>
    /// <exception cref="ArgumentException">The cursor is not one of ours.</exception>
    Task<TaskPage> ListAsync(TaskQuery query, CancellationToken cancellationToken);

    /// <summary>Unfinished tasks, oldest first, that <paramref name="livingOwners"/> do not own.</summary>
    Task<IReadOnlyList<UnfinishedTask>> OrphansAsync(IReadOnlyCollection<string> livingOwners, int limit, CancellationToken cancellationToken);

    Task<DecisionLogPage> DecisionLogAsync(int page, int pageSize, ComputeTarget? target, DecisionStage? stage, CancellationToken cancellationToken);

    /// <summary>Figures of the last <paramref name="hours"/>, from the hourly roll-ups; the current hour counts whole.</summary>
    Task<RoutingStats> StatsAsync(int hours, CancellationToken cancellationToken) => StatsAsync(new StatsQuery { Hours = hours }, cancellationToken);

    /// <summary>Figures of any period, from the hourly roll-ups.</summary>
    /// <exception cref="ArgumentException">The period is empty or longer than a year.</exception>
    Task<RoutingStats> StatsAsync(StatsQuery query, CancellationToken cancellationToken);

    /// <summary>The same, and what the figures are made of; the baseline is the one that was configured when each task ran, unless <paramref name="costs"/> is asked for another model's.</summary>
    /// <exception cref="ArgumentException">Likewise.</exception>
    Task<GroupedStats> GroupedAsync(StatsQuery query, CostBook costs, CancellationToken cancellationToken);

    /// <summary>The books, for a check of the whole: it reads every task, so it is for operators and tests.</summary>
    Task<ClusterBooks> BooksAsync(CancellationToken cancellationToken);

    Task<BatchStatus?> BatchAsync(Guid batchId, CancellationToken cancellationToken);

    /// <summary>Rules that were changed over the API.</summary>
    Task<IReadOnlyList<StoredRule>> ReadRulesAsync(CancellationToken cancellationToken);

    Task WriteRuleAsync(StoredRule rule, CancellationToken cancellationToken) => WritePolicyAsync([rule], null, cancellationToken);

    /// <summary>Writes changed rules, and the version they make together unless it is null, in one transaction. The version gets the next number, whatever its own.</summary>
    Task WritePolicyAsync(IReadOnlyList<StoredRule> changes, PolicyVersion? version, CancellationToken cancellationToken);

    /// <summary>Versions of the policy, newest first; from number <paramref name="upTo"/> down unless it is null.</summary>
    Task<IReadOnlyList<PolicyVersion>> PolicyVersionsAsync(int limit, long? upTo, CancellationToken cancellationToken);

    /// <summary>A small named text, such as the active stage; null when there is none.</summary>
    Task<string?> ReadSettingAsync(string name, CancellationToken cancellationToken);

    Task WriteSettingAsync(string name, string value, CancellationToken cancellationToken);

    /// <summary>Ties an idempotency key to a request and a task, unless an unexpired entry is there; returns the entry that holds now.</summary>
    Task<(string RequestHash, Guid TaskId)> ClaimIdempotencyKeyAsync(string account, string key, string requestHash, Guid taskId, TimeSpan lifetime);

    /// <summary>Deletes finished tasks, their decisions and attempts, older than <paramref name="before"/>, and expired idempotency keys, in small batches; returns how many tasks.</summary>
    Task<long> DeleteBeforeAsync(DateTimeOffset before, CancellationToken cancellationToken);
}
