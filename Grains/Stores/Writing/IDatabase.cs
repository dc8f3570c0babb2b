using System.Data.Common;

namespace Orchestrator.Grains.Stores;

/// <summary>What the two databases do differently.</summary>
internal interface IDatabase : IAsyncDisposable
{
    /// <summary>Creates or upgrades the schema under a lock.</summary>
    /// <exception cref="UnavailableException">Unreachable, or the schema is newer than this program.</exception>
    Task InitializeAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Applies all writes in one transaction and sets their outcomes. Called twice at once only where <see cref="TakesTwoWriters"/>.
    /// A write that <see cref="WriteRequest.IsUncertain"/> and finds its own row counts as done.
    /// </summary>
    Task CommitAsync(WriteBatch batch);

    /// <summary>Adds up the hours of whole days anew, see <see cref="DaySums.Sql"/>.</summary>
    Task SumUpAsync(long first, long end);

    /// <summary>Runs a read on a pooled connection, in one snapshot of the database.</summary>
    Task<T> ReadAsync<T>(Func<DbConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken);

    /// <summary>The same for reads of the roll-ups: they hold all that was committed.</summary>
    Task<T> ReadSumsAsync<T>(Func<DbConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken);

    /// <summary>True when trying again later may help, such as after a lost connection.</summary>
    bool IsTransient(Exception error);

    /// <summary>What is wrong in one line without secrets.</summary>
    string Describe(Exception error);

    /// <summary>True when two transactions may be under way at once, one with new tasks and one with the rest, so that new ones do not wait for the rest.</summary>
    bool TakesTwoWriters { get; }

    /// <summary>How few ends of tasks a transaction may take on a machine without time left, see <see cref="EndPacer"/>.</summary>
    int FewestEnds { get; }

    /// <summary>The dialect's spelling of reads.</summary>
    SqlDialect Dialect { get; }
}

/// <summary>The few places where the reads of the two databases are spelt differently.</summary>
/// <param name="ParameterOf">A task id as a parameter value.</param>
/// <param name="ReadId">A task id from a row.</param>
/// <param name="HintByCreated">Index hint after <c>tasks</c>, for walking by creation time.</param>
/// <param name="HintUnpriced">The same, for walking completed tasks without a known cost.</param>
/// <param name="Like">Case-insensitive pattern match.</param>
/// <param name="OwnerNotIn">Condition that the owner is not in the JSON array <c>@owners</c>.</param>
/// <param name="MergesStretches">True when a union is read in the order of the indexes under it, newest first, and not sorted: the log has one index for its filters then.</param>
/// <param name="Format">How decisions and progress are kept from now on; what is there is read in either.</param>
/// <param name="MaxCostUsd">A task's cap on its cost, from its submission; null when it has none.</param>
internal sealed record SqlDialect(
    Func<Guid, object> ParameterOf,
    Func<DbDataReader, int, Guid> ReadId,
    string HintByCreated,
    string HintUnpriced,
    string Like,
    string OwnerNotIn,
    bool MergesStretches,
    DocumentFormat Format,
    string MaxCostUsd);
