using System.Runtime.InteropServices;

namespace Orchestrator.Grains.Stores;

/// <summary>What a batch adds to the roll-ups, summed up first so that it becomes a few row changes.</summary>
internal sealed class RollupDelta
{
    private const int MostKept = 256;

    public Dictionary<(long Hour, string State, string Target), RollupSums> Stats { get; } = [];

    public Dictionary<(long Hour, int Bucket), long> Latencies { get; } = [];

    public Dictionary<(string Target, string Stage), long> Decisions { get; } = [];

    public Dictionary<(string Dimension, long Hour, string Name, string State), RollupSums> Groups { get; } = [];

    /// <summary>Counts by bucket; a histogram that has none belongs to an earlier batch.</summary>
    public Dictionary<(string Dimension, long Hour, string Name), Dictionary<int, long>> Histograms { get; } = [];

    /// <summary>A task that is new or has ended is in the stats, whatever else it is in.</summary>
    public bool IsEmpty => Stats.Count + Decisions.Count == 0;

    /// <summary>Forgets everything, for the next batch.</summary>
    public void Clear()
    {
        Stats.Clear();
        Latencies.Clear();
        Decisions.Clear();
        Groups.Clear();
        // The next batch mostly has the same ones.
        if (Histograms.Count > MostKept)
            Histograms.Clear();
        foreach (var histogram in Histograms.Values)
            histogram.Clear();
    }

    public void Created(long hour) => StatsOf(hour, "PENDING", "").AddOne();

    public void Finished(RollupEntry entry)
    {
        StatsOf(entry.Hour, entry.State, entry.Target).Add(entry);
        if (entry.LatencyBucket is { } bucket)
            Count(Latencies, (entry.Hour, bucket), 1);
        foreach (var (dimension, name) in Dimensions.GroupsOf(entry))
            GroupOf(dimension, entry.Hour, name, entry.State).Add(entry);
        foreach (var (dimension, name, step) in Dimensions.HistogramsOf(entry))
            Count(HistogramOf(dimension, entry.Hour, name), step, 1);
    }

    public void Decided(string target, string stage, long count) => Count(Decisions, (target, stage), count);

    public RollupSums StatsOf(long hour, string state, string target) => In(Stats, (hour, state, target));

    public RollupSums GroupOf(string dimension, long hour, string name, string state) => In(Groups, (dimension, hour, name, state));

    public Dictionary<int, long> HistogramOf(string dimension, long hour, string name) => In(Histograms, (dimension, hour, name));

    public static void Count<TKey>(Dictionary<TKey, long> counts, TKey key, long count)
        where TKey : notnull => CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _) += count;

    private static TSums In<TKey, TSums>(Dictionary<TKey, TSums> all, TKey key)
        where TKey : notnull
        where TSums : class, new() => CollectionsMarshal.GetValueRefOrAddDefault(all, key, out _) ??= new TSums();
}
