namespace Orchestrator.Grains.Interfaces;

/// <summary>A period of whole hours, cut into stretches of equal length.</summary>
[GenerateSerializer, Immutable, Alias("StatsQuery")]
public sealed record StatsQuery
{
    /// <summary>Length of a period that ends now, 1 to 8,760; counts when <see cref="From"/> is null. The current hour counts whole.</summary>
    [Id(0)] public int Hours { get; init; } = 24;

    /// <summary>Start of a fixed period; the hour it lies in counts whole.</summary>
    [Id(1)] public DateTimeOffset? From { get; init; }

    /// <summary>End of a fixed period; the hour it lies in counts whole. Null: now.</summary>
    [Id(2)] public DateTimeOffset? To { get; init; }

    /// <summary>How many stretches at most, 1 to 400.</summary>
    [Id(3)] public int Stretches { get; init; } = 24;

    /// <summary>The cloud model to compare with; null for the configured baseline, as it was when each task ran.</summary>
    [Id(4)] public string? BaselineModel { get; init; }

    /// <summary>True to leave out the percentiles of the groups, which are most of the work in a long period.</summary>
    [Id(5)] public bool WithoutPercentiles { get; init; }
}

/// <summary>The sums of some finished tasks.</summary>
[GenerateSerializer, Immutable, Alias("StatsFigures")]
public sealed record StatsFigures
{
    /// <summary>Tasks that ended, by how they ended.</summary>
    [Id(0)] public IReadOnlyDictionary<TaskState, long> Ended { get; init; } = new Dictionary<TaskState, long>();

    /// <summary>Actual cost, USD, over tasks with a known one.</summary>
    [Id(1)] public decimal CostUsd { get; init; }

    /// <summary>All-cloud baseline, USD, over tasks with known usage.</summary>
    [Id(2)] public decimal BaselineUsd { get; init; }

    /// <summary>Baseline − actual, USD, over tasks that have both.</summary>
    [Id(3)] public decimal SavedUsd { get; init; }

    /// <summary>Completed tasks without a known cost.</summary>
    [Id(4)] public long Unpriced { get; init; }

    /// <summary>Mean latency of completed tasks, ms; null without any.</summary>
    [Id(5)] public double? AverageLatencyMs { get; init; }

    /// <summary>Median latency of completed tasks, ms, from a histogram with buckets 10 % apart; null without any, or where there is no histogram.</summary>
    [Id(6)] public double? P50LatencyMs { get; init; }

    /// <summary>95th percentile likewise.</summary>
    [Id(7)] public double? P95LatencyMs { get; init; }

    /// <summary>Share of tasks with a latency limit that met it, 0 to 1; null without any.</summary>
    [Id(8)] public double? SlaAttainment { get; init; }

    /// <summary>What the decisions estimated the tasks of <see cref="CostUsd"/> would cost, USD.</summary>
    [Id(9)] public decimal EstimatedUsd { get; init; }

    public long Tasks => Ended.Values.Sum();
}

/// <summary>Figures of the tasks that share something.</summary>
/// <param name="Key">A target, a type, a model or an account.</param>
/// <param name="Figures">Their sums.</param>
[GenerateSerializer, Immutable, Alias("StatsGroup")]
public sealed record StatsGroup([property: Id(0)] string Key, [property: Id(1)] StatsFigures Figures);

/// <summary>Figures of a part of the period.</summary>
/// <param name="From">Its first hour.</param>
/// <param name="Hours">Its length.</param>
/// <param name="Figures">Sums over the tasks that ended in it, without percentiles.</param>
/// <param name="ByTarget">Completed tasks by the target that answered.</param>
[GenerateSerializer, Immutable, Alias("StatsStretch")]
public sealed record StatsStretch(
    [property: Id(0)] DateTimeOffset From,
    [property: Id(1)] int Hours,
    [property: Id(2)] StatsFigures Figures,
    [property: Id(3)] IReadOnlyDictionary<ComputeTarget, long> ByTarget);

/// <summary>How many finished tasks of a type went to a target and ended so.</summary>
/// <param name="Type">The task's type.</param>
/// <param name="Target">The last target decided for; null when none was.</param>
/// <param name="State">How it ended.</param>
/// <param name="Tasks">How many.</param>
[GenerateSerializer, Immutable, Alias("StatsFlow")]
public sealed record StatsFlow(
    [property: Id(0)] TaskType Type, [property: Id(1)] ComputeTarget? Target, [property: Id(2)] TaskState State, [property: Id(3)] long Tasks);

/// <summary>
/// The figures of a period and what they are made of, all from hourly roll-ups, so that a year costs what a day costs. The same function feeds the API
/// and the dashboard. Groups hold what ended since this version of the roll-ups was introduced, as far back as tasks were kept then.
/// </summary>
[GenerateSerializer, Immutable, Alias("GroupedStats")]
public sealed record GroupedStats
{
    [Id(0)] public RoutingStats Totals { get; init; } = new();

    /// <summary>All groups of the period together; differs from <see cref="Totals"/> in the baseline when another model was asked for.</summary>
    [Id(1)] public StatsFigures Sums { get; init; } = new();

    [Id(2)] public IReadOnlyList<StatsGroup> Targets { get; init; } = [];

    [Id(3)] public IReadOnlyList<StatsGroup> Types { get; init; } = [];

    /// <summary>At most 100, those that cost most first.</summary>
    [Id(4)] public IReadOnlyList<StatsGroup> Models { get; init; } = [];

    /// <summary>At most 100, those that cost most first.</summary>
    [Id(5)] public IReadOnlyList<StatsGroup> Accounts { get; init; } = [];

    /// <summary>Oldest first, without gaps.</summary>
    [Id(6)] public IReadOnlyList<StatsStretch> Stretches { get; init; } = [];

    [Id(7)] public IReadOnlyList<StatsFlow> Flow { get; init; } = [];

    /// <summary>Completed tasks by actual ÷ estimated latency, one count for each bucket of <see cref="EstimateError"/>.</summary>
    [Id(8)] public IReadOnlyList<long> LatencyErrors { get; init; } = [];

    /// <summary>Completed tasks by actual ÷ estimated cost.</summary>
    [Id(9)] public IReadOnlyList<long> CostErrors { get; init; } = [];

    /// <summary>Decided tasks by the confidence of their last decision, in 20 steps of 0.05.</summary>
    [Id(10)] public IReadOnlyList<long> Confidence { get; init; } = [];

    /// <summary>The model the baseline is of; empty for none.</summary>
    [Id(11)] public string BaselineModel { get; init; } = "";

    /// <summary>The models one can compare with: those with a price now.</summary>
    [Id(12)] public IReadOnlyList<string> BaselineModels { get; init; } = [];

    [Id(13)] public DateTimeOffset From { get; init; }

    /// <summary>End of the last hour that counts.</summary>
    [Id(14)] public DateTimeOffset To { get; init; }
}

/// <summary>Buckets of actual ÷ estimate.</summary>
public static class EstimateError
{
    /// <summary>The bucket of a hit.</summary>
    public const int Exact = 4;

    private static readonly double[] Bounds = [0.1, 0.25, 0.5, 0.8, 1.25, 2, 4, 10];

    public static int Count => Bounds.Length + 1;

    /// <summary>Upper bound of each bucket but the last, which has none.</summary>
    public static IReadOnlyList<double> UpperBounds => Bounds;

    /// <summary>The bucket; null when either is unknown. Free and estimated as free is a hit, free estimated for what was not is the last bucket.</summary>
    public static int? BucketOf(double? actual, double? estimate)
    {
        if (actual is not { } was || estimate is not { } thought || !double.IsFinite(was) || !double.IsFinite(thought))
            return null;
        if (thought <= 0)
            return was <= 0 ? Exact : Bounds.Length;
        var ratio = was / thought;
        var bucket = Array.FindIndex(Bounds, bound => ratio < bound);
        return bucket < 0 ? Bounds.Length : bucket;
    }
}
