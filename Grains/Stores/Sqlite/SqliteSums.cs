namespace Orchestrator.Grains.Stores;

/// <summary>
/// The roll-ups, which nearly every transaction adds to: some fifty rows on half a dozen pages. A transaction keeps its additions as one row of
/// <c>pending_sums</c>, and many of those go into the roll-ups together. Nothing is in memory alone: whoever opens the file next finds what is pending.
/// </summary>
internal sealed class SqliteSums(Func<string, int, SqliteStatement> prepare)
{
    /// <summary>Transactions whose additions wait for each other.</summary>
    private const int MostPending = 64;

    private readonly SqliteStatement _keep = prepare(SqliteSql.KeepSums, 1);
    private readonly SqliteStatement _arePending = prepare(SqliteSql.AreSumsPending, 0);
    private readonly SqliteStatement _take = prepare(SqliteSql.TakeSums, 0);
    private readonly SqliteStatement _stats = prepare(SqliteSql.Stats, 12);
    private readonly SqliteStatement _latency = prepare(SqliteSql.Latency, 3);
    private readonly SqliteStatement _group = prepare(SqliteSql.Group, 19);
    private readonly SqliteStatement _histogram = prepare(SqliteSql.Histogram, 5);
    private readonly SqliteStatement _reopenDay = prepare(SqliteSql.ReopenDay, 1);
    private readonly SqliteStatement _decisionTotal = prepare(SqliteSql.DecisionTotal, 3);
    private readonly RollupDelta _sum = new();
    private int _kept;

    public bool ArePending() => _arePending.Finds();

    /// <summary>Adds, now or later, in the transaction that is under way.</summary>
    public void Add(RollupDelta delta)
    {
        if (delta.IsEmpty)
            return;
        _keep.Run(SqliteValue.Utf8(StoredDocuments.Of(delta)));
        if (++_kept >= MostPending)
            Settle();
    }

    /// <summary>Adds all that is pending, in the transaction that is under way.</summary>
    public void Settle()
    {
        _kept = 0;
        _sum.Clear();
        using (var row = _take.Read())
        {
            while (row.Read())
                RollupMembers.AddTo(_sum, row.GetUtf8(0));
        }

        Apply(_sum);
    }

    private void Apply(RollupDelta delta)
    {
        foreach (var ((hour, state, target), sums) in delta.Stats)
        {
            _stats.Run(
                hour, state, target, sums.Tasks, sums.CostPico, sums.BaselinePico, sums.SavedPico,
                sums.Latencies, sums.LatencyMicroseconds, sums.SlaTasks, sums.SlaMet, sums.Unpriced);
        }

        foreach (var ((hour, bucket), count) in delta.Latencies)
            _latency.Run(hour, bucket, count);
        foreach (var ((dimension, hour, name, state), sums) in delta.Groups)
        {
            _group.Run(
                dimension, hour, name, state, sums.Tasks, sums.CostPico, sums.BaselinePico, sums.SavedPico, sums.EstimatedPico, sums.Latencies, sums.LatencyMicroseconds,
                sums.SlaTasks, sums.SlaMet, sums.Unpriced, sums.TextInputTokens, sums.TextOutputTokens, sums.TextCostPico, sums.EmbeddingPico, sums.EmbeddingSavedPico);
        }

        foreach (var ((dimension, hour, name), buckets) in delta.Histograms)
        {
            foreach (var (bucket, count) in buckets)
                _histogram.Run(dimension, hour, name, bucket, count);
        }

        foreach (var day in delta.Groups.Keys.Select(key => key.Hour / SummedDays.DayHours * SummedDays.DayHours).Distinct())
            _reopenDay.Run(day);
        foreach (var ((target, stage), count) in delta.Decisions)
            _decisionTotal.Run(target, stage, count);
    }
}
