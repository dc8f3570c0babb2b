namespace Orchestrator.Grains.Stores;

/// <summary>The decision log with what came of each decision, as learning and replay read it.</summary>
public interface IDecisionHistory
{
    /// <summary>How many decisions were logged since <paramref name="from"/>; counts no further than <paramref name="atMost"/>.</summary>
    Task<int> CountDecisionsAsync(DateTimeOffset from, int atMost, CancellationToken cancellationToken);

    /// <summary>
    /// Decisions of finished tasks since <paramref name="from"/>, oldest first, read piece by piece: no read keeps the database for long.
    /// </summary>
    /// <param name="from">The oldest decision wanted.</param>
    /// <param name="atMost">Of more than this many the newest are read.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    Task<RecordedHistory> ReadDecisionsAsync(DateTimeOffset from, int atMost, CancellationToken cancellationToken);
}

/// <summary>Logged decisions.</summary>
/// <param name="Decisions">Oldest first.</param>
/// <param name="Truncated">True when there were more, which are older.</param>
public sealed record RecordedHistory(IReadOnlyList<RecordedDecision> Decisions, bool Truncated);
