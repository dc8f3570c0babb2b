namespace Orchestrator.Grains.Stores;

/// <summary>Writes that share one transaction, sorted by kind.</summary>
internal sealed class WriteBatch
{
    private readonly HashSet<object> _subjects = [];
    private readonly List<WriteRequest> _all = [];

    public IReadOnlyList<WriteRequest> All => _all;

    public List<CreateWrite> Creates { get; } = [];

    public List<CompleteWrite> Completes { get; } = [];

    /// <summary>How many of <see cref="Completes"/> are their task's first write too: so many callers wait for an answer.</summary>
    public int Answers { get; private set; }

    public List<ClaimWrite> Claims { get; } = [];

    public List<KeyWrite> Keys { get; } = [];

    public List<PolicyWrite> Policies { get; } = [];

    public List<SettingWrite> Settings { get; } = [];

    public List<PurgeWrite> Purges { get; } = [];

    public List<WebhookClaimWrite> WebhookClaims { get; } = [];

    public List<WebhookSettleWrite> WebhookSettles { get; } = [];

    public List<ChunkWrite> Chunks { get; } = [];

    public List<TaskRow> Progress { get; } = [];

    public bool IsEmpty => _all.Count == 0 && Progress.Count == 0;

    /// <summary>False when a write about the same subject is in this batch already.</summary>
    public bool TryAdd(WriteRequest request)
    {
        if (!_subjects.Add(request.Subject))
            return false;
        _all.Add(request);
        switch (request)
        {
            case CreateWrite create: Creates.Add(create); break;
            case CompleteWrite complete:
                Completes.Add(complete);
                Answers += complete.First is null ? 0 : 1;
                break;
            case ClaimWrite claim: Claims.Add(claim); break;
            case KeyWrite key: Keys.Add(key); break;
            case PolicyWrite policy: Policies.Add(policy); break;
            case SettingWrite setting: Settings.Add(setting); break;
            case PurgeWrite purge: Purges.Add(purge); break;
            case WebhookClaimWrite claim: WebhookClaims.Add(claim); break;
            case WebhookSettleWrite settle: WebhookSettles.Add(settle); break;
            case ChunkWrite chunk: Chunks.Add(chunk); break;
        }

        return true;
    }

    /// <summary>Keeps later writes about the same subject out of this batch too, so that they stay behind this one.</summary>
    public void Postpone(WriteRequest request) => _subjects.Add(request.Subject);

    /// <summary>The batch that is left when some of its writes were given up.</summary>
    public static WriteBatch Of(IEnumerable<WriteRequest> requests, IEnumerable<TaskRow> progress)
    {
        var batch = new WriteBatch();
        foreach (var request in requests)
            batch.TryAdd(request);
        batch.Progress.AddRange(progress);
        return batch;
    }
}
