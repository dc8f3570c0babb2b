namespace Orchestrator.Grains.Stores;

/// <summary>A write that waits for its turn in a batch.</summary>
internal abstract class WriteRequest
{
    /// <summary>What the write is about. Two writes about the same thing never share a batch, so that a set-based statement meets each row once.</summary>
    public required object Subject { get; init; }

    /// <summary>When it was handed in, a timestamp of the store's clock.</summary>
    public long EnqueuedAt { get; set; }

    /// <summary>True once a batch with this write ended in a way that leaves open whether it was committed.</summary>
    public bool IsUncertain { get; set; }

    /// <summary>Tells the caller; the batch is durable.</summary>
    public abstract void Succeed();

    public abstract void Fail(Exception error);
}

/// <inheritdoc/>
internal abstract class WriteRequest<T> : WriteRequest
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What the caller is told when the batch is durable.</summary>
    public T Outcome { get; set; } = default!;

    public Task<T> Completion => _completion.Task;

    public override void Succeed() => _completion.TrySetResult(Outcome);

    public override void Fail(Exception error) => _completion.TrySetException(error);
}

/// <summary>Inserts a task. Outcome: false when the id is taken.</summary>
internal sealed class CreateWrite(TaskRow row) : WriteRequest<bool>
{
    private const int ByItself = 1, WithTheEnd = 2;

    private int _made;

    public TaskRow Row { get; } = row;

    public long Hour { get; } = row.CreatedAt / TimeSpan.TicksPerHour;

    /// <summary>True when it is made together with the task's end.</summary>
    public bool IsWithEnd => Volatile.Read(ref _made) == WithTheEnd;

    /// <summary>Says that this write is made by itself; false when it is made together with the task's end, and is none of the caller's business any more.</summary>
    public bool TryMakeByItself() => Interlocked.CompareExchange(ref _made, ByItself, 0) != WithTheEnd;

    /// <summary>Says that this write is made together with the task's end; false when it is made by itself. Once at most.</summary>
    public bool TryMakeWithEnd() => Interlocked.CompareExchange(ref _made, WithTheEnd, 0) == 0;
}

/// <summary>Ends a task. Outcome: false when the fence refused it.</summary>
internal sealed class CompleteWrite(TaskRow row, RollupEntry rollup, IReadOnlyList<DecisionRow> decisions, IReadOnlyList<AttemptRow> attempts) : WriteRequest<bool>
{
    public TaskRow Row { get; } = row;

    public RollupEntry Rollup { get; } = rollup;

    public IReadOnlyList<DecisionRow> Decisions { get; } = decisions;

    public IReadOnlyList<AttemptRow> Attempts { get; } = attempts;

    /// <summary>The first write of the task where this is both its first and its last; null when the task was written before.</summary>
    public CreateWrite? First { get; set; }

    /// <summary>When the task's callback is due; null when it has none.</summary>
    public long? CallbackDueAt { get; init; }

    public override void Succeed()
    {
        if (First is { } first)
        {
            first.Outcome = Outcome;
            first.Succeed();
        }

        base.Succeed();
    }

    public override void Fail(Exception error)
    {
        First?.Fail(error);
        base.Fail(error);
    }
}

/// <summary>Takes a task over. Outcome: false when it has moved on.</summary>
internal sealed class ClaimWrite(Guid id, long version, string owner) : WriteRequest<bool>
{
    public Guid Id { get; } = id;

    public long Version { get; } = version;

    public string Owner { get; } = owner;
}

/// <summary>Ties an idempotency key. Outcome: the entry that holds.</summary>
internal sealed class KeyWrite(string account, string key, string requestHash, Guid taskId, long now, long expiresAt) : WriteRequest<(string RequestHash, Guid TaskId)>
{
    public string Account { get; } = account;

    public string Key { get; } = key;

    public string RequestHash { get; } = requestHash;

    public Guid TaskId { get; } = taskId;

    public long Now { get; } = now;

    public long ExpiresAt { get; } = expiresAt;
}

/// <summary>A rule to store, or that it is removed (null).</summary>
internal readonly record struct RuleChange(string Name, string? Rule);

/// <summary>Stores rules, and the version they make together unless it is null.</summary>
internal sealed class PolicyWrite(IReadOnlyList<RuleChange> changes, PolicyVersionRow? version) : WriteRequest<bool>
{
    public IReadOnlyList<RuleChange> Changes { get; } = changes;

    public PolicyVersionRow? Version { get; } = version;
}

/// <summary>A policy version as columns; its number is given by the database.</summary>
internal sealed record PolicyVersionRow(string Version, long ActiveFrom, string Author, string Summary, string Rules);

/// <summary>Stores a setting.</summary>
internal sealed class SettingWrite(string name, string value) : WriteRequest<bool>
{
    public string Name { get; } = name;

    public string Value { get; } = value;
}

/// <summary>Deletes up to <see cref="Limit"/> finished tasks created before a point in time. Outcome: how many.</summary>
internal sealed class PurgeWrite(long before, long now, int limit) : WriteRequest<long>
{
    public long Before { get; } = before;

    public long Now { get; } = now;

    public int Limit { get; } = limit;
}

/// <summary>Wakes the writer, which writes nothing of it; nobody waits for it.</summary>
internal sealed class WakeUp : WriteRequest
{
    public static WakeUp Instance { get; } = new() { Subject = nameof(WakeUp) };

    public override void Succeed()
    {
    }

    public override void Fail(Exception error)
    {
    }
}
