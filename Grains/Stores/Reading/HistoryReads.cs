using System.Data.Common;

namespace Orchestrator.Grains.Stores;

/// <summary>Reads logged decisions with what came of them, oldest first, for learning and replay.</summary>
internal sealed class HistoryReads(SqlDialect dialect)
{
    /// <summary>Decisions logged since <paramref name="from"/>, at most <paramref name="atMost"/>.</summary>
    public static async Task<int> CountAsync(DbConnection connection, long from, int atMost, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            "SELECT COUNT(*) FROM (SELECT 1 FROM routing_decisions WHERE decided_at >= @from LIMIT @most) AS k", ("@from", from), ("@most", atMost));
        return Convert.ToInt32(await command.ExecuteScalarAsync(cancellationToken), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Where to start so that at most <paramref name="atMost"/> decisions since <paramref name="from"/> are read, the newest of them.</summary>
    public static async Task<HistoryStart> StartAsync(DbConnection connection, long from, int atMost, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            "SELECT COALESCE(MIN(seq), 0), COUNT(*) FROM (SELECT seq FROM routing_decisions WHERE decided_at >= @from ORDER BY decided_at DESC, seq DESC LIMIT @most) AS k",
            ("@from", from),
            ("@most", atMost + 1));
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return new HistoryStart(row.GetInt64(0) - 1, row.GetInt64(1) > atMost);
    }

    public async Task<HistoryPage> PageAsync(DbConnection connection, long after, long from, int limit, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            "SELECT d.seq, d.task_id, d.attempt_number, d.document, t.progress, t.state, t.latency_ms, t.cost_pico, e.outcome, e.started_at, e.finished_at, e.queue_ms "
            + "FROM routing_decisions d JOIN tasks t ON t.id = d.task_id "
            + "LEFT JOIN execution_logs e ON e.task_id = d.task_id AND e.attempt_number = d.attempt_number "
            + "WHERE d.seq > @after AND d.decided_at >= @from ORDER BY d.seq LIMIT @limit",
            ("@after", after),
            ("@from", from),
            ("@limit", limit));
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        List<RecordedDecision> decisions = [];
        var (last, read) = (after, 0);
        while (await row.ReadAsync(cancellationToken))
        {
            (last, read) = (row.GetInt64(0), read + 1);
            var decision = StoredDocuments.Read(row, 3, StoreJson.Default.RoutingDecision)!;
            var profile = StoredDocuments.Read(row, 4, StoreJson.Default.ProfileDocument)?.Profile;
            if (profile is not null)
                decisions.Add(new RecordedDecision(dialect.ReadId(row, 1), row.GetInt32(2), profile, decision, OutcomeOf(row)));
        }

        return new HistoryPage(decisions, last, read < limit);
    }

    private static RecordedOutcome OutcomeOf(DbDataReader row)
    {
        var queue = row.DoubleOrNull(11) ?? 0;
        var elapsed = row.LongOrNull(9) is { } started && row.LongOrNull(10) is { } finished ? TimeSpan.FromTicks(finished - started).TotalMilliseconds : 0;
        return new RecordedOutcome(
            EndOf(row.StringOrNull(8)),
            queue,
            Math.Max(0, elapsed - queue),
            row.GetString(5) == WireNames.Of(TaskState.Completed),
            row.DoubleOrNull(6) ?? 0,
            row.LongOrNull(7) is { } cost ? StoredMoney.ToUsd(cost) : null);
    }

    private static RecordedEnd EndOf(string? outcome) => outcome switch
    {
        AttemptOutcomes.Completed => RecordedEnd.Completed,
        AttemptOutcomes.Moved => RecordedEnd.Moved,
        _ => AttemptOutcomes.IsFault(outcome) ? RecordedEnd.Failed : RecordedEnd.Unknown,
    };
}

/// <summary>Where a read of the history starts.</summary>
/// <param name="After">The sequence number before the first decision.</param>
/// <param name="Truncated">True when older decisions of the period are left out.</param>
internal readonly record struct HistoryStart(long After, bool Truncated);

/// <summary>A piece of the history.</summary>
/// <param name="Decisions">The decisions.</param>
/// <param name="Last">Sequence number to go on after.</param>
/// <param name="IsEnd">True when there is nothing more.</param>
internal readonly record struct HistoryPage(IReadOnlyList<RecordedDecision> Decisions, long Last, bool IsEnd);
