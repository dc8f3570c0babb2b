using System.Globalization;
using Npgsql;

namespace Orchestrator.Grains.Stores;

/// <summary>Brings a PostgreSQL database to the newest schema, under an advisory lock: whoever comes second waits and finds nothing left to do.</summary>
internal static class PostgresSchema
{
    /// <summary>Any number that others are unlikely to lock: the letters "orch".</summary>
    private const long LockKey = 0x6F726368;

    public static Task ApplyAsync(NpgsqlConnection connection, IReadOnlyList<SchemaStep> steps, CancellationToken cancellationToken) =>
        LockedAsync(connection, async () =>
        {
            await RunAsync(connection, "CREATE TABLE IF NOT EXISTS schema_version (version integer PRIMARY KEY)", cancellationToken);
            await using var command = new NpgsqlCommand("SELECT COALESCE(MAX(version), 0) FROM schema_version", connection);
            var version = Convert.ToInt32(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
            foreach (var step in SchemaScripts.Missing(steps, version))
            {
                await RunAsync(connection, step.Sql, cancellationToken);
                await RunAsync(connection, string.Create(CultureInfo.InvariantCulture, $"INSERT INTO schema_version (version) VALUES ({step.Version})"), cancellationToken);
            }
        }, cancellationToken);

    /// <summary>Runs <paramref name="change"/> in one transaction that no other silo's change overlaps.</summary>
    public static async Task LockedAsync(NpgsqlConnection connection, Func<Task> change, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await RunAsync(connection, string.Create(CultureInfo.InvariantCulture, $"SELECT pg_advisory_xact_lock({LockKey})"), cancellationToken);
        await change();
        await transaction.CommitAsync(cancellationToken);
    }

    public static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        // No time limit: another silo may hold the lock for as long as an upgrade of a large table takes.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
