using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Orchestrator.Cli;

/// <summary>The databases in the data folder of a silo with embedded storage.</summary>
internal static class EmbeddedData
{
    /// <summary>Tasks, decisions, policy changes, figures.</summary>
    public const string Tasks = "orchestrator.db";

    /// <summary>What grains remember: statistics, stages, limits.</summary>
    public const string GrainState = "grain-state.db";

    public static IReadOnlyList<string> Files { get; } = [Tasks, GrainState];

    private const int Busy = 5, Locked = 6;

    /// <summary>Writes a consistent copy of a database that may be in use: one snapshot, however long it takes.</summary>
    public static void Copy(string source, string copy)
    {
        using var connection = Open(source, SqliteOpenMode.ReadOnly);
        Run(connection, "VACUUM INTO @copy", ("@copy", copy));
    }

    /// <summary>The schema's version and the number of tasks.</summary>
    /// <exception cref="InvalidDataException">The file is no database of tasks.</exception>
    public static (int SchemaVersion, long Tasks) Describe(string path)
    {
        try
        {
            using var connection = Open(path, SqliteOpenMode.ReadOnly);
            return ((int)Number(connection, "SELECT MAX(version) FROM schema_version"), Number(connection, "SELECT COUNT(*) FROM tasks"));
        }
        catch (SqliteException error)
        {
            throw new InvalidDataException($"'{path}' is not a database of tasks: {error.Message}");
        }
    }

    /// <summary>Checks every page.</summary>
    /// <exception cref="InvalidDataException">Something in it is damaged.</exception>
    public static void Verify(string path)
    {
        try
        {
            using var connection = Open(path, SqliteOpenMode.ReadOnly);
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA integrity_check(1)";
            if (command.ExecuteScalar() as string is not "ok" and var finding)
                throw new InvalidDataException($"'{path}' is damaged: {finding}");
        }
        catch (SqliteException error)
        {
            throw new InvalidDataException($"'{path}' is damaged: {error.Message}");
        }
    }

    /// <summary>Takes what is still in the write-ahead log into the file, which works only when nobody else has it open.</summary>
    /// <exception cref="IOException">A silo is using it.</exception>
    public static void Close(string path)
    {
        try
        {
            using var connection = Open(path, SqliteOpenMode.ReadWrite);
            Run(connection, "PRAGMA journal_mode = DELETE");
        }
        catch (SqliteException error) when (error.SqliteErrorCode is Busy or Locked)
        {
            throw new IOException($"'{path}' is in use: stop the silo first.");
        }
        catch (SqliteException)
        {
            // Damaged, or none at all: that is what somebody restores for.
        }
    }

    private static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 1 }.ToString());
        connection.Open();
        return connection;
    }

    private static void Run(SqliteConnection connection, string sql, params (string Name, object Value)[] parameters)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        command.ExecuteNonQuery();
    }

    private static long Number(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
