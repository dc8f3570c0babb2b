namespace Orchestrator.Grains.Stores;

/// <summary>Additions to one row of <c>groups_hourly</c>.</summary>
internal sealed class GroupSums
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
