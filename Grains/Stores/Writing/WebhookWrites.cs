namespace Orchestrator.Grains.Stores;

/// <summary>Leases due callbacks. Outcome: the leased ones.</summary>
internal sealed class WebhookClaimWrite(string owner, DateTimeOffset now, DateTimeOffset leaseUntil, int limit) : WriteRequest<IReadOnlyList<DueWebhook>>
{
    public string Owner { get; } = owner;

    public long Now { get; } = StoredTime.Of(now);

    public long LeaseUntil { get; } = StoredTime.Of(leaseUntil);

    public int Limit { get; } = limit;

    public DueWebhook Claimed(Guid taskId, int tries) => new(taskId, tries, Owner, leaseUntil);
}

/// <summary>Ends a lease: removes the callback, or gives it back. Outcome: false when the lease was no longer the owner's.</summary>
internal sealed class WebhookSettleWrite(DueWebhook webhook, long? dueAt) : WriteRequest<bool>
{
    public Guid TaskId { get; } = webhook.TaskId;

    public string Owner { get; } = webhook.Owner;

    public long LeaseUntil { get; } = StoredTime.Of(webhook.LeaseUntil);

    /// <summary>When it is due again; null to remove it.</summary>
    public long? DueAt { get; } = dueAt;
}
