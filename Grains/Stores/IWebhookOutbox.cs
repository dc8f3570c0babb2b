namespace Orchestrator.Grains.Stores;

/// <summary>A callback that is due, leased to whoever claimed it.</summary>
/// <param name="TaskId">The finished task.</param>
/// <param name="Tries">How often it was tried before, 0 to begin with.</param>
/// <param name="Owner">Who holds the lease.</param>
/// <param name="LeaseUntil">When it falls to somebody else unless it was settled.</param>
public readonly record struct DueWebhook(Guid TaskId, int Tries, string Owner, DateTimeOffset LeaseUntil);

/// <summary>
/// Callbacks of finished tasks that were not delivered yet. A row is written in the transaction that ends a task with a callback, so it is there
/// exactly when the end is; claimed rows of a silo that died become due again when its lease runs out.
/// </summary>
public interface IWebhookOutbox
{
    /// <summary>Leases up to <paramref name="limit"/> due callbacks, those first that are due longest.</summary>
    /// <param name="owner">Name of the claimer, unique among those alive.</param>
    /// <param name="lease">How long nobody else gets them.</param>
    /// <param name="limit">1 or more.</param>
    /// <param name="cancellationToken">Ends the look for due rows; a claim that has begun is finished.</param>
    Task<IReadOnlyList<DueWebhook>> ClaimWebhooksAsync(string owner, TimeSpan lease, int limit, CancellationToken cancellationToken);

    /// <summary>Removes a callback that is delivered or given up.</summary>
    /// <returns>False when the lease has gone to somebody else; nothing was changed.</returns>
    Task<bool> RemoveWebhookAsync(DueWebhook webhook);

    /// <summary>Gives a callback back after a failed try, to be tried again at <paramref name="dueAt"/>.</summary>
    /// <returns>False when the lease has gone to somebody else; nothing was changed.</returns>
    Task<bool> PostponeWebhookAsync(DueWebhook webhook, DateTimeOffset dueAt);
}
