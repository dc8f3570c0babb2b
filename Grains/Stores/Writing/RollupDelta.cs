using System.Runtime.InteropServices;

namespace Orchestrator.Grains.Stores;

/// <summary>What a batch adds to the roll-ups, summed up first so that it becomes a few row changes.</summary>
internal sealed class RollupDelta
{
    public Dictionary<(long Hour, string State, string Target), Sums> Stats { get; } = [];

    public Dictionary<(long Hour, int Bucket), long> Latencies { get; } = [];

    public Dictionary<(string Target, string Stage), long> Decisions { get; } = [];

    public Dictionary<(string Dimension, long Hour, string Name, string State), GroupSums> Groups { get; } = [];

    public Dictionary<(string Dimension, long Hour, string Name, int Bucket), long> Histograms { get; } = [];

    /// <summary>Forgets everything, for the next batch.</summary>
    public void Clear()
    {
        Stats.Clear();
        Latencies.Clear();
        Decisions.Clear();
        Groups.Clear();
        Histograms.Clear();
    }

    public void Created(long hour) => Of(hour, "PENDING", "").Tasks++;

    public void Finished(RollupEntry entry)
    {
        var sums = Of(entry.Hour, entry.State, entry.Target);
        sums.Tasks++;
        sums.CostPico += entry.CostPico;
        sums.BaselinePico += entry.BaselinePico;
        sums.SavedPico += entry.SavedPico;
        sums.Latencies += entry.LatencyMicroseconds is null ? 0 : 1;
        sums.LatencyMicroseconds += entry.LatencyMicroseconds ?? 0;
        sums.SlaTasks += entry.SlaMet is null ? 0 : 1;
        sums.SlaMet += entry.SlaMet is true ? 1 : 0;
        sums.Unpriced += entry.Unpriced ? 1 : 0;
        if (entry.LatencyBucket is { } bucket)
            Count(Latencies, (entry.Hour, bucket));
        foreach (var (dimension, name) in Dimensions.GroupsOf(entry))
        {
            ref var group = ref CollectionsMarshal.GetValueRefOrAddDefault(Groups, (dimension, entry.Hour, name, entry.State), out _);
            (group ??= new GroupSums()).Add(entry);
        }

        foreach (var (dimension, name, step) in Dimensions.HistogramsOf(entry))
            Count(Histograms, (dimension, entry.Hour, name, step));
    }

    public void Decided(string target, string stage, long count) =>
        Decisions[(target, stage)] = Decisions.GetValueOrDefault((target, stage)) + count;

    private static void Count<TKey>(Dictionary<TKey, long> counts, TKey key)
        where TKey : notnull => CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _)++;

    private Sums Of(long hour, string state, string target)
    {
        if (!Stats.TryGetValue((hour, state, target), out var sums))
            Stats[(hour, state, target)] = sums = new Sums();
        return sums;
    }

    /// <summary>Additions to one row of <c>stats_hourly</c>.</summary>
    internal sealed class Sums
    {
        public long Tasks { get; set; }

        public long CostPico { get; set; }

        public long BaselinePico { get; set; }

        public long SavedPico { get; set; }

        public long Latencies { get; set; }

        public long LatencyMicroseconds { get; set; }

        public long SlaTasks { get; set; }

        public long SlaMet { get; set; }

        public long Unpriced { get; set; }
    }
}
