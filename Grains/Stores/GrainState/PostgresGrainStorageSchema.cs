using Npgsql;

namespace Orchestrator.Grains.Stores;

/// <summary>The tables and statements that the ADO.NET grain storage of Orleans needs in PostgreSQL.</summary>
public static class PostgresGrainStorageSchema
{
    /// <summary>Creates or renews them, under a lock: several silos may start at once. Call it before the silo starts.</summary>
    /// <param name="connectionString">A <c>postgresql://</c> URL or an Npgsql connection string.</param>
    /// <exception cref="UnavailableException">The database cannot be used.</exception>
    /// <exception cref="ArgumentException">The connection string cannot be read.</exception>
    public static async Task ApplyAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(DatabaseUrl.Parse(connectionString));
        try
        {
            await connection.OpenAsync(cancellationToken);
            await PostgresSchema.LockedAsync(
                connection,
                () => PostgresSchema.RunAsync(connection, SchemaScripts.Read("Stores.Schema.grainstate.postgres.sql"), cancellationToken),
                cancellationToken);
        }
        catch (NpgsqlException error)
        {
            throw new UnavailableException($"The PostgreSQL database cannot be used: {PostgresErrors.Describe(error)}");
        }
    }
}
