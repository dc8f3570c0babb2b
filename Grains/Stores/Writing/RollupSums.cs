namespace Orchestrator.Grains.Stores;

/// <summary>Additions to one row of <c>groups_hourly</c>, or of <c>stats_hourly</c>, which has some of its columns.</summary>
internal sealed class RollupSums
{
    public long Tasks { get; private set; }

    public long CostPico { get; private set; }

    public long BaselinePico { get; private set; }

    public long SavedPico { get; private set; }

    public long EstimatedPico { get; private set; }

    public long Latencies { get; private set; }

    public long LatencyMicroseconds { get; private set; }

    public long SlaTasks { get; private set; }

    public long SlaMet { get; private set; }

    public long Unpriced { get; private set; }

    public long TextInputTokens { get; private set; }

    public long TextOutputTokens { get; private set; }

    public long TextCostPico { get; private set; }

    public long EmbeddingPico { get; private set; }

    public long EmbeddingSavedPico { get; private set; }

    /// <summary>How many numbers that are.</summary>
    public const int Count = 15;

    /// <summary>All of them, in the order in which <see cref="Add(ReadOnlySpan{long})"/> takes them.</summary>
    public void CopyTo(Span<long> values)
    {
        ReadOnlySpan<long> all =
        [
            Tasks, CostPico, BaselinePico, SavedPico, EstimatedPico, Latencies, LatencyMicroseconds, SlaTasks, SlaMet, Unpriced,
            TextInputTokens, TextOutputTokens, TextCostPico, EmbeddingPico, EmbeddingSavedPico,
        ];
        all.CopyTo(values);
    }

    public void Add(ReadOnlySpan<long> values)
    {
        Tasks += values[0];
        CostPico += values[1];
        BaselinePico += values[2];
        SavedPico += values[3];
        EstimatedPico += values[4];
        Latencies += values[5];
        LatencyMicroseconds += values[6];
        SlaTasks += values[7];
        SlaMet += values[8];
        Unpriced += values[9];
        TextInputTokens += values[10];
        TextOutputTokens += values[11];
        TextCostPico += values[12];
        EmbeddingPico += values[13];
        EmbeddingSavedPico += values[14];
    }

    /// <summary>A task that is new.</summary>
    public void AddOne() => Tasks++;

    public void Add(RollupEntry entry)
    {
        Tasks++;
        CostPico += entry.CostPico;
        BaselinePico += entry.BaselinePico;
        SavedPico += entry.SavedPico;
        EstimatedPico += entry.EstimatedPico;
        Latencies += entry.LatencyMicroseconds is null ? 0 : 1;
        LatencyMicroseconds += entry.LatencyMicroseconds ?? 0;
        SlaTasks += entry.SlaMet is null ? 0 : 1;
        SlaMet += entry.SlaMet is true ? 1 : 0;
        Unpriced += entry.Unpriced ? 1 : 0;
        TextInputTokens += entry.TextInputTokens;
        TextOutputTokens += entry.TextOutputTokens;
        TextCostPico += entry.TextCostPico;
        EmbeddingPico += entry.EmbeddingPico;
        EmbeddingSavedPico += entry.EmbeddingSavedPico;
    }
}
