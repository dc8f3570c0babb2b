using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Orchestrator.Grains.Stores;

/// <summary>Brings an SQLite file to the newest schema. Whoever comes second waits for the write lock and finds nothing left to do.</summary>
internal static class SqliteSchema
{
    public static void Apply(SqliteConnection connection, IReadOnlyList<SchemaStep> steps)
    {
        Run(connection, SqliteSql.Begin);
        try
        {
            Run(connection, "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY)");
            var version = Convert.ToInt32(Scalar(connection, "SELECT COALESCE(MAX(version), 0) FROM schema_version"), CultureInfo.InvariantCulture);
            foreach (var step in SchemaScripts.Missing(steps, version))
            {
                Run(connection, step.Sql);
                Run(connection, string.Create(CultureInfo.InvariantCulture, $"INSERT INTO schema_version (version) VALUES ({step.Version})"));
            }

            Run(connection, SqliteSql.Commit);
        }
        catch
        {
            Run(connection, SqliteSql.Rollback);
            throw;
        }
    }

    public static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
