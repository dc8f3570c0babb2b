using Microsoft.Data.Sqlite;

namespace Orchestrator.Grains.Stores;

/// <summary>Opens connections with the settings that suit one writer and several readers.</summary>
internal static class SqliteConnections
{
    /// <summary>Seconds a statement waits for another process's lock.</summary>
    private const int LockTimeoutSeconds = 15;

    /// <summary>The one that writes. Its page cache is small: SQLite walks all of it at each commit (docs/benchmarks.md).</summary>
    /// <param name="path">The file; its folder is made when it is missing.</param>
    /// <param name="survivePowerLoss">True: each commit is flushed to the disk.</param>
    public static SqliteConnection OpenWriter(string path, bool survivePowerLoss)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { Length: > 0 } folder)
            Directory.CreateDirectory(folder);
        return Open(
            path,
            SqliteOpenMode.ReadWriteCreate,
            $"PRAGMA journal_mode = WAL; PRAGMA synchronous = {(survivePowerLoss ? "FULL" : "NORMAL")}; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -4096;");
    }

    public static SqliteConnection OpenReader(string path) =>
        Open(path, SqliteOpenMode.ReadOnly, "PRAGMA query_only = 1; PRAGMA cache_size = -16384; PRAGMA mmap_size = 268435456;");

    private static SqliteConnection Open(string path, SqliteOpenMode mode, string settings)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = LockTimeoutSeconds,
        }.ToString());
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = $"PRAGMA busy_timeout = {LockTimeoutSeconds * 1000}; PRAGMA temp_store = MEMORY; {settings}";
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
