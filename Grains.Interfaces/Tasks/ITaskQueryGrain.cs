namespace Orchestrator.Grains.Interfaces;

/// <summary>What to list. Null means any.</summary>
[GenerateSerializer, Immutable, Alias("TaskQuery")]
public sealed record TaskQuery
{
    [Id(0)] public TaskState? State { get; init; }

    [Id(1)] public ComputeTarget? Target { get; init; }

    [Id(2)] public TaskType? Type { get; init; }

    [Id(3)] public TaskPriority? Priority { get; init; }

    /// <summary>Text that occurs in the prompt, or the start of a task id.</summary>
    [Id(4)] public string? Search { get; init; }

    /// <summary>Created at or after.</summary>
    [Id(5)] public DateTimeOffset? From { get; init; }

    /// <summary>Created before.</summary>
    [Id(6)] public DateTimeOffset? To { get; init; }

    /// <summary>1 to 500.</summary>
    [Id(7)] public int Limit { get; init; } = 50;

    /// <summary>Where the page before ended; null for the first.</summary>
    [Id(8)] public string? Cursor { get; init; }

    [Id(9)] public Guid? BatchId { get; init; }

    /// <summary>Only tasks of this account; without a batch, of the newest some thousand tasks of all accounts.</summary>
    [Id(10)] public string? Account { get; init; }

    /// <summary>True for completed tasks without a known cost only; <see cref="State"/> is then not looked at.</summary>
    [Id(20)] public bool Unpriced { get; init; }

    /// <summary>In which order. All but the first look through the newest 20,000 tasks of the period, and leave out tasks without the figure.</summary>
    [Id(21)] public TaskOrder Order { get; init; }
}

/// <summary>Orders of a list of tasks.</summary>
public enum TaskOrder
{
    Newest,
    Slowest,
    Fastest,
    Dearest,
    Cheapest,
}

/// <summary>A page of tasks, newest first.</summary>
/// <param name="Tasks">The tasks, without embeddings.</param>
/// <param name="NextCursor">For the next page; null on the last.</param>
[GenerateSerializer, Immutable, Alias("TaskPage")]
public sealed record TaskPage([property: Id(0)] IReadOnlyList<TaskSnapshot> Tasks, [property: Id(1)] string? NextCursor);

/// <summary>One logged decision.</summary>
[GenerateSerializer, Immutable, Alias("DecisionLogEntry")]
public sealed record DecisionLogEntry(
    [property: Id(0)] Guid TaskId,
    [property: Id(1)] TaskType Type,
    [property: Id(2)] TaskPriority Priority,
    [property: Id(3)] RoutingDecision Decision,
    [property: Id(4)] int AttemptNumber);

/// <summary>A page of the decision log, newest first.</summary>
/// <param name="Entries">The decisions.</param>
/// <param name="Total">How many there are in all for this filter.</param>
[GenerateSerializer, Immutable, Alias("DecisionLogPage")]
public sealed record DecisionLogPage([property: Id(0)] IReadOnlyList<DecisionLogEntry> Entries, [property: Id(1)] long Total);

/// <summary>The figures of a period. The same function feeds the API, the metrics and the dashboard.</summary>
[GenerateSerializer, Immutable, Alias("RoutingStats")]
public sealed record RoutingStats
{
    /// <summary>Tasks created in the period.</summary>
    [Id(0)] public long TotalTasks { get; init; }

    /// <summary>Finished tasks by the target that answered.</summary>
    [Id(1)] public IReadOnlyDictionary<ComputeTarget, long> ByTarget { get; init; } = new Dictionary<ComputeTarget, long>();

    [Id(2)] public IReadOnlyDictionary<TaskState, long> ByState { get; init; } = new Dictionary<TaskState, long>();

    /// <summary>Actual cost, USD.</summary>
    [Id(3)] public decimal TotalCostUsd { get; init; }

    /// <summary>All-cloud baseline of the same tokens, USD.</summary>
    [Id(4)] public decimal BaselineCostUsd { get; init; }

    /// <summary>Baseline − actual over tasks that have both, USD.</summary>
    [Id(5)] public decimal SavedUsd { get; init; }

    /// <summary>Mean of <c>actual_latency_ms</c> over completed tasks; null without any.</summary>
    [Id(6)] public double? AverageLatencyMs { get; init; }

    /// <summary>95th percentile of <c>actual_latency_ms</c> over completed tasks, from a histogram with buckets 10 % apart; null without any.</summary>
    [Id(7)] public double? P95LatencyMs { get; init; }

    /// <summary>Share of tasks with an SLA that met it, 0 to 1; null without any.</summary>
    [Id(8)] public double? SlaAttainment { get; init; }

    /// <summary>Completed tasks whose cost is unknown because usage or a price is missing.</summary>
    [Id(9)] public long UnpricedTasks { get; init; }

    [Id(10)] public int PeriodHours { get; init; }

    /// <summary>Median of <c>actual_latency_ms</c> over completed tasks, from the same histogram; null without any.</summary>
    [Id(11)] public double? P50LatencyMs { get; init; }
}

/// <summary>Progress of a batch.</summary>
[GenerateSerializer, Immutable, Alias("BatchStatus")]
public sealed record BatchStatus(
    [property: Id(0)] Guid BatchId,
    [property: Id(1)] long Total,
    [property: Id(2)] IReadOnlyDictionary<TaskState, long> ByState,
    [property: Id(3)] decimal CostUsd);

/// <summary>The books of the cluster. They are in order when nothing was lost, nothing was done twice, and nobody was charged more than they allowed.</summary>
/// <param name="Accepted">Tasks that were ever accepted.</param>
/// <param name="Ended">Tasks that ever reached a terminal state.</param>
/// <param name="Unfinished">Tasks that have not.</param>
/// <param name="WithTwoResults">Tasks that hold more than one completed attempt.</param>
/// <param name="OverCap">Tasks that cost more than their cap.</param>
[GenerateSerializer, Immutable, Alias("ClusterBooks")]
public sealed record ClusterBooks(
    [property: Id(0)] long Accepted,
    [property: Id(1)] long Ended,
    [property: Id(2)] long Unfinished,
    [property: Id(3)] long WithTwoResults,
    [property: Id(4)] long OverCap)
{
    public bool InOrder => Accepted == Ended + Unfinished && WithTwoResults == 0 && OverCap == 0;
}

/// <summary>Reads over many tasks. Stateless, so that a thin gateway needs no database of its own. Key: 0.</summary>
[Alias("ITaskQueryGrain")]
public interface ITaskQueryGrain : IGrainWithIntegerKey
{
    /// <exception cref="ArgumentException">The cursor is not one of ours.</exception>
    [Alias("List")]
    Task<TaskPage> List(TaskQuery query);

    /// <param name="page">From 1.</param>
    /// <param name="pageSize">1 to 500.</param>
    /// <param name="target">Filter, or null.</param>
    /// <param name="stage">Filter, or null.</param>
    [Alias("DecisionLog")]
    Task<DecisionLogPage> DecisionLog(int page, int pageSize, ComputeTarget? target, DecisionStage? stage);

    /// <param name="hours">Length of the period, 1 to 8,760.</param>
    [Alias("Stats")]
    Task<RoutingStats> Stats(int hours);

    /// <summary>The books of the whole cluster; reads every task.</summary>
    [Alias("Books")]
    Task<ClusterBooks> Books();

    /// <summary>Progress of a batch; null when there is none.</summary>
    [Alias("Batch")]
    Task<BatchStatus?> Batch(Guid batchId);

    /// <summary>Null when the store answers, else what is wrong, for readiness.</summary>
    [Alias("CheckStore")]
    Task<string?> CheckStore();

    /// <summary>The figures of any period and what they are made of.</summary>
    [Alias("Grouped")]
    Task<GroupedStats> Grouped(StatsQuery query);

    /// <summary>The figures of any period alone, which costs less; its stretches and baseline are not looked at.</summary>
    [Alias("Totals")]
    Task<RoutingStats> Totals(StatsQuery query);
}
