using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Orchestrator.Grains.Stores;

/// <summary>Makes task stores. Call <see cref="ITaskStore.InitializeAsync"/> before anything else.</summary>
public static class TaskStores
{
    /// <summary>A store in one file: the embedded shape. The file and its folder are made when they are missing.</summary>
    /// <param name="path">For example <c>data/orchestrator.db</c>.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="time">Null for the system's clock.</param>
    /// <param name="logger">Null for none.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static ITaskStore Sqlite(string path, TaskStoreOptions? options = null, TimeProvider? time = null, ILogger? logger = null)
    {
        var valid = (options ?? new TaskStoreOptions()).Validated();
        return new TaskStore(new SqliteDatabase(path, valid), valid, time ?? TimeProvider.System, logger ?? NullLogger.Instance);
    }

    /// <summary>A store in PostgreSQL 13 or newer, which any number of silos share.</summary>
    /// <param name="connectionString">A <c>postgresql://user:password@host:port/database</c> URL or an Npgsql connection string.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="time">Null for the system's clock.</param>
    /// <param name="logger">Null for none.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the connection string cannot be read; the message holds no password.</exception>
    public static ITaskStore Postgres(string connectionString, TaskStoreOptions? options = null, TimeProvider? time = null, ILogger? logger = null)
    {
        var valid = (options ?? new TaskStoreOptions()).Validated();
        return new TaskStore(new PostgresDatabase(DatabaseUrl.Parse(connectionString), valid), valid, time ?? TimeProvider.System, logger ?? NullLogger.Instance);
    }
}
