using System.Data.Common;

namespace Orchestrator.Grains.Stores;

/// <summary>
/// The books: what was counted as accepted and as ended, in the same transactions as the tasks themselves, against the tasks there are.
/// Two counts that are kept apart must agree, or something was lost or done twice.
/// </summary>
internal static class BooksReads
{
    /// <summary>One statement, so that all figures are of the same moment.</summary>
    private const string Books =
        """
        SELECT
            (SELECT CAST(COALESCE(SUM(tasks), 0) AS bigint) FROM stats_hourly WHERE state = 'PENDING'),
            (SELECT CAST(COALESCE(SUM(tasks), 0) AS bigint) FROM stats_hourly WHERE state <> 'PENDING'),
            (SELECT COUNT(*) FROM tasks WHERE state IN ('PENDING', 'ROUTING', 'EXECUTING')),
            (SELECT COUNT(*) FROM (SELECT task_id FROM execution_logs WHERE outcome = 'COMPLETED' GROUP BY task_id HAVING COUNT(*) > 1) AS twice),
            (SELECT COUNT(*) FROM tasks WHERE cost_pico > 0 AND cost_pico > CAST(@cap AS numeric) * 1000000000000)
        """;

    public static async Task<ClusterBooks> ReadAsync(DbConnection connection, SqlDialect dialect, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(Books.Replace("@cap", dialect.MaxCostUsd, StringComparison.Ordinal));
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return new ClusterBooks(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4));
    }
}
