using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Orchestrator.Gateway.Tests;

internal sealed class FakeTaskGrain(Guid id, FakeCluster cluster) : ITaskGrain
{
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskSnapshot? Snapshot { get; set; }

    /// <summary>What watchers get to see; a new one stands for a new activation.</summary>
    public Channel<TaskEvent> Events { get; set; } = Channel.CreateUnbounded<TaskEvent>();

    private long _sequence;

    public int Submissions { get; private set; }

    public List<int> Waits { get; } = [];

    /// <summary>Sequence each watcher asked to resume after.</summary>
    public List<long> Watched { get; } = [];

    public TaskCompletionSource WatcherLeft { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Finish(Func<TaskSnapshot, TaskSnapshot> change)
    {
        Snapshot = change(Snapshot!);
        _finished.TrySetResult();
    }

    /// <summary>An event with the task as it is now.</summary>
    public void Tell(TaskEventKind kind, int attempt) => Events.Writer.TryWrite(new TaskEvent(++_sequence, kind, null, Snapshot, attempt));

    /// <summary>Tokens of an attempt.</summary>
    public void Say(int attempt, params string[] tokens)
    {
        foreach (var token in tokens)
            Events.Writer.TryWrite(new TaskEvent(++_sequence, TaskEventKind.Token, token, null, attempt));
    }

    /// <summary>The decision for an attempt, as the task grain tells it.</summary>
    public void Decide(int attempt, ComputeTarget target = ComputeTarget.Cloud)
    {
        Snapshot = Snapshot! with
        {
            State = TaskState.Executing,
            Version = Math.Max(1, Snapshot.Version),
            Decision = Samples.Decision with { Target = target },
            Attempts = [.. Enumerable.Repeat(Samples.Attempt, attempt)],
        };
        Tell(TaskEventKind.Decision, attempt);
    }

    /// <summary>The end, told to watchers and readers.</summary>
    public void End(Func<TaskSnapshot, TaskSnapshot> change)
    {
        IReadOnlyList<TaskAttempt> attempts = Snapshot!.Attempts;
        Finish(task => change(task) with { Attempts = attempts, Decision = task.Decision, Version = task.Version + 1 });
        Tell(TaskEventKind.Done, attempts.Count);
        Events.Writer.TryComplete();
    }

    /// <summary>This activation is gone; watchers end without a terminal event, or with <paramref name="fault"/>, and the next ones see a new one.</summary>
    public void Move(Exception? fault = null)
    {
        Channel<TaskEvent> old = Events;
        Events = Channel.CreateUnbounded<TaskEvent>();
        _sequence = 0;
        Snapshot = Snapshot! with { Version = Math.Max(1, Snapshot.Version) + 1 };
        old.Writer.TryComplete(fault);
    }

    public Task<SubmitReceipt> Submit(TaskSubmission submission) => cluster.Call(() =>
    {
        Submissions++;
        if (Snapshot is { } known)
        {
            var same = known.Submission.RequestHash == submission.RequestHash;
            return new SubmitReceipt(same ? SubmitOutcome.Existing : SubmitOutcome.Conflict, id, known.State, known.CreatedAt);
        }
        if (cluster.Refuse(submission) is { } refusal)
            return new SubmitReceipt(refusal, id, TaskState.Pending, default, RetryAfterSeconds: 7);
        Snapshot = Samples.Pending(id) with { Submission = submission };
        var receipt = new SubmitReceipt(SubmitOutcome.Accepted, id, TaskState.Pending, Snapshot.CreatedAt);
        cluster.Run(this);
        return receipt;
    });

    public async Task<TaskSnapshot?> Get(int waitMs)
    {
        Waits.Add(waitMs);
        await cluster.Call(() => 0);
        if (waitMs > 0 && Snapshot is { IsTerminal: false })
            await Task.WhenAny(_finished.Task, Task.Delay(waitMs));
        return Snapshot;
    }

    public Task<CancelReceipt?> Cancel() => cluster.Call(() =>
    {
        if (Snapshot is not { } task)
            return null;
        if (task.IsTerminal)
            return new CancelReceipt(false, task);
        Finish(running => running with { State = TaskState.Cancelled, CompletedAt = Samples.Later });
        Cancelled.TrySetResult();
        return new CancelReceipt(true, Snapshot);
    });

    public Task HandOn() => Task.CompletedTask;

    public Task Resume() => Task.CompletedTask;

    public Task Reroute(ComputeTarget from) => Task.CompletedTask;

    public async IAsyncEnumerable<TaskEvent> Watch(long afterSequence, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Watched.Add(afterSequence);
        try
        {
            await foreach (TaskEvent happened in Events.Reader.ReadAllAsync(cancellationToken))
            {
                if (happened.Sequence > afterSequence)
                    yield return happened;
            }
        }
        finally
        {
            WatcherLeft.TrySetResult();
        }
    }
}

internal sealed class FakeIdempotencyGrain(FakeCluster cluster) : IIdempotencyGrain
{
    private (string Hash, Guid Id)? _claim;

    public Task<IdempotencyClaim> Claim(string requestHash) => cluster.Call(() =>
    {
        _claim ??= (requestHash, Guid.NewGuid());
        return new IdempotencyClaim(_claim.Value.Id, _claim.Value.Hash != requestHash);
    });
}

internal sealed class FakeRateLimitGrain
{
    private readonly ConcurrentDictionary<string, Window> _windows = new();

    public IReadOnlyCollection<string> Accounts => [.. _windows.Keys];

    /// <summary>True: the limiter alone does not answer.</summary>
    public bool Silent { get; set; }

    public IRateLimitGrain For(string account, FakeCluster cluster) => _windows.GetOrAdd(account, _ => new Window(this, cluster));

    private sealed class Window(FakeRateLimitGrain owner, FakeCluster cluster) : IRateLimitGrain
    {
        private int _taken;

        public async Task<RateLimitLease> Take(int limitPerMinute)
        {
            if (owner.Silent)
                throw new TimeoutException("no answer");
            return await cluster.Call(() => _taken >= limitPerMinute
                ? new RateLimitLease(false, limitPerMinute, 0, 60, 12)
                : new RateLimitLease(true, limitPerMinute, limitPerMinute - ++_taken, 60, 0));
        }
    }
}

internal sealed class FakeQueryGrain : ITaskQueryGrain
{
    private FakeCluster _cluster = null!;

    public TaskQuery? LastQuery { get; private set; }

    public (int Page, int Size, ComputeTarget? Target, DecisionStage? Stage)? LastLog { get; private set; }

    public string? StoreFault { get; set; }

    public BatchStatus? BatchStatus { get; set; }

    public FakeQueryGrain In(FakeCluster cluster)
    {
        _cluster = cluster;
        return this;
    }

    public Task<TaskPage> List(TaskQuery query) => _cluster.Call(() =>
    {
        LastQuery = query;
        return query.Cursor == "broken"
            ? throw new ArgumentException("Orchestrator.Grains.Stores.Cursor is wrong", nameof(query))
            : new TaskPage([.. _cluster.Tasks.Select(task => task.Snapshot!).Where(task => query.Account is null || task.Submission.Account == query.Account)], "next");
    });

    public ClusterBooks ClusterBooks { get; set; } = new(3, 2, 1, 0, 0);

    public Task<ClusterBooks> Books() => _cluster.Call(() => ClusterBooks);

    public Task<DecisionLogPage> DecisionLog(int page, int pageSize, ComputeTarget? target, DecisionStage? stage) => _cluster.Call(() =>
    {
        LastLog = (page, pageSize, target, stage);
        return new DecisionLogPage([new DecisionLogEntry(Guid.Empty, TaskType.Chat, TaskPriority.Low, Samples.Decision, 1)], 41);
    });

    public Task<RoutingStats> Stats(int hours) => _cluster.Call(() => Samples.Stats with { PeriodHours = hours });

    public StatsQuery? LastStats { get; private set; }

    public Task<RoutingStats> Totals(StatsQuery query) => _cluster.Call(() =>
    {
        LastStats = query;
        return Samples.Stats with { PeriodHours = query.Hours };
    });

    public Task<GroupedStats> Grouped(StatsQuery query) => _cluster.Call(() =>
    {
        LastStats = query;
        return query.BaselineModel == "none" ? throw new ArgumentException("'none' has no price; those with one are cloud-a.") : Samples.Grouped;
    });

    public Task<BatchStatus?> Batch(Guid batchId) => _cluster.Call(() => BatchStatus);

    public Task<string?> CheckStore() => _cluster.Call(() => StoreFault);
}

internal sealed class FakePolicyGrain : IPolicyGrain
{
    private FakeCluster _cluster = null!;

    public PolicyEdit? LastEdit { get; private set; }

    public IReadOnlyList<PolicyError> Refusal { get; set; } = [];

    public FakePolicyGrain In(FakeCluster cluster)
    {
        _cluster = cluster;
        return this;
    }

    public Task<string> Text() => _cluster.Call(() => "rules:\n");

    public Task<PolicyEditResult> Edit(PolicyEdit edit) => _cluster.Call(() =>
    {
        LastEdit = edit;
        var rule = Samples.Rule("night", 25, ComputeTarget.Cpu);
        return new PolicyEditResult(Refusal.Count == 0 && !edit.ValidateOnly, "v2", Refusal, [], [new RuleDifference("night", null, rule)]);
    });

    public Task<IReadOnlyList<PolicyVersion>> Versions(int limit) => _cluster.Call<IReadOnlyList<PolicyVersion>>(() =>
        [new PolicyVersion(7, "v2", Samples.Now, "team-a", "added night", [Samples.Rule("night", 25, ComputeTarget.Cpu)])]);
}

internal sealed class FakeRouterGrain : IRouterGrain
{
    private FakeCluster _cluster = null!;

    public List<RoutingRule> Rules { get; } = [Samples.Rule("default_cpu", 1000, ComputeTarget.Cpu)];

    public IReadOnlyList<SiloStatus> Known { get; set; } = [Samples.Silo()];

    public RoutingStage Stage { get; set; }

    public IReadOnlyList<PolicyError> Refusal { get; set; } = [];

    public FakeRouterGrain In(FakeCluster cluster)
    {
        _cluster = cluster;
        return this;
    }

    public Task<DecisionResult> Decide(DecisionRequest request) => throw new NotSupportedException();

    public Task Report(Guid taskId, AttemptOutcome outcome) => throw new NotSupportedException();

    public Task Release(Guid taskId) => throw new NotSupportedException();

    public List<(ComputeTarget Target, string Model, TaskType Type, double Score)> Ratings { get; } = [];

    public Task Feedback(ComputeTarget target, string model, TaskType type, double score) => _cluster.Call(() =>
    {
        Ratings.Add((target, model, type, score));
        return 0;
    });

    public Task Publish(SiloSnapshot snapshot) => throw new NotSupportedException();

    public Task<IReadOnlyList<SiloStatus>> Silos() => _cluster.Call(() => Known);

    public Task<DecisionExplanation> Explain(TaskSubmission submission) => _cluster.Call(() => Samples.Explanation);

    public Task<PolicyStatus> GetPolicy() => _cluster.Call(() => new PolicyStatus(
        "v7", "policies/routing_policy.yaml", Samples.Now, [.. Rules.Select(rule => new RuleStatus(rule, 3, Samples.Now))], Refusal, Samples.Now));

    public Task<PolicyChangeResult> PutRule(RoutingRule rule) => _cluster.Call(() =>
    {
        if (Refusal.Count > 0)
            return new PolicyChangeResult(PolicyChange.Invalid, null, Refusal);
        var removed = Rules.RemoveAll(known => known.Name == rule.Name);
        Rules.Add(rule);
        return new PolicyChangeResult(removed > 0 ? PolicyChange.Updated : PolicyChange.Created, rule, []);
    });

    public Task<PolicyChangeResult> DeleteRule(string name) => _cluster.Call(() =>
    {
        RoutingRule? rule = Rules.Find(known => known.Name == name);
        if (rule is null)
            return new PolicyChangeResult(PolicyChange.NotFound, null, []);
        if (rule.IsCatchAll)
            return new PolicyChangeResult(PolicyChange.CatchAll, rule, []);
        Rules.Remove(rule);
        return new PolicyChangeResult(PolicyChange.Deleted, rule, []);
    });

    public Task<RoutingStage> GetStage() => _cluster.Call(() => Stage);

    public Task SetStage(RoutingStage stage) => _cluster.Call(() => Stage = stage);

    public TrialStatus? Trial { get; set; }

    public Task ReloadLearned() => Task.CompletedTask;

    public Task<TrialChange> StartTrial(TrialRequest request) => _cluster.Call(() =>
    {
        if (Refusal.Count > 0)
            return new TrialChange(null, Refusal);
        Trial = new TrialStatus(
            request, "v8", request.Stage ?? Stage, Samples.Now, 4, 0.75, -0.0001, 12.5, new Dictionary<ComputeTarget, long>(), new Dictionary<ComputeTarget, long>(),
            request.Mode == TrialMode.Canary ? new TrialSide(2, 0.5, 100, 0.1) : null, request.Mode == TrialMode.Canary ? new TrialSide(2, 1, 90, 0.1) : null, null);
        return new TrialChange(Trial, []);
    });

    public Task<TrialStatus?> GetTrial() => _cluster.Call(() => Trial);

    public Task<bool> EndTrial() => _cluster.Call(() =>
    {
        var was = Trial is not null;
        Trial = null;
        return was;
    });
}

internal sealed class FakeAccountGrain : IAccountGrain
{
    public AccountUsage State { get; set; } = new(0, 0, 0);

    public int Calls { get; private set; }

    public Task<decimal?> Reserve(Guid taskId, decimal held, decimal wanted, decimal least) => throw new NotSupportedException();

    public Task Settle(Guid taskId, decimal? cost) => throw new NotSupportedException();

    public Task<AccountUsage> Usage()
    {
        Calls++;
        return Task.FromResult(State);
    }
}
