using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Orchestrator.Grains.Stores;

/// <summary>A database in one file. One thread writes, a few connections read at the same time (write-ahead log).</summary>
internal sealed class SqliteDatabase : IDatabase
{
    /// <summary>A transaction that only reads has its snapshot from its first read on.</summary>
    private const string BeginSnapshot = "BEGIN; SELECT 1 FROM schema_version";

    private readonly string _path;
    private readonly TaskStoreOptions _options;
    private readonly SqliteWriterThread _thread = new();
    private readonly ConcurrentBag<SqliteConnection> _readers = [];
    private readonly SemaphoreSlim _readSlots;
    private SqliteConnection? _connection;
    private SqliteWriter? _writer;

    public SqliteDatabase(string path, TaskStoreOptions options)
    {
        _path = path;
        _options = options;
        _readSlots = new SemaphoreSlim(options.ConcurrentReads);
    }

    /// <summary>Measured: with fewer the silo does less, with more a new task waits longer (docs/benchmarks.md).</summary>
    public int FewestEnds => 10;

    public bool TakesTwoWriters => false;

    public SqlDialect Dialect { get; } = new(
        ParameterOf: id => SqliteWriter.Bytes(id),
        ReadId: (row, column) => new Guid(row.GetFieldValue<byte[]>(column), bigEndian: true),
        HintByCreated: "INDEXED BY ix_tasks_created",
        HintUnpriced: "INDEXED BY ix_tasks_unpriced",
        Like: "LIKE",
        OwnerNotIn: "owner NOT IN (SELECT value FROM json_each(@owners))",
        MergesStretches: true,
        Format: DocumentFormat.Compact,
        MaxCostUsd: "submission ->> '$.max_cost_usd'");

    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _thread.RunAsync(Open);
        }
        catch (Exception error) when (error is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new UnavailableException($"The database file {_path} cannot be used: {Describe(error)}");
        }
    }

    public Task CommitAsync(WriteBatch batch) => _thread.RunAsync(() => Writer().Apply(batch));

    public Task SumUpAsync(long first, long end) => _thread.RunAsync(() => Writer().SumUp(DaySums.Sql(first, end)));

    public async Task<T> ReadAsync<T>(Func<DbConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        await _readSlots.WaitAsync(cancellationToken);
        try
        {
            // SQLite blocks: not on the caller's thread, which may be a grain's.
            return await Task.Run(() => ReadOnPooledAsync(read, cancellationToken), cancellationToken);
        }
        finally
        {
            _readSlots.Release();
        }
    }

    /// <summary>What is pending goes into the roll-ups first, and the snapshot is taken before anything more is written.</summary>
    public Task<T> ReadSumsAsync<T>(Func<DbConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken) => ReadAsync(
        async (connection, token) =>
        {
            await _thread.RunAsync(() =>
            {
                TrySettle();
                SqliteSchema.Run((SqliteConnection)connection, BeginSnapshot);
            });
            var result = await read(connection, token);
            SqliteSchema.Run((SqliteConnection)connection, SqliteSql.Commit);
            return result;
        },
        cancellationToken);

    public bool IsTransient(Exception error) => error is SqliteException { SqliteErrorCode: SqliteErrors.Busy or SqliteErrors.Locked or SqliteErrors.Full or SqliteErrors.Io };

    public string Describe(Exception error) => error is SqliteException { SqliteErrorCode: var code } ? SqliteErrors.Describe(code) : error.Message;

    public async ValueTask DisposeAsync()
    {
        await _thread.RunAsync(Close);
        _thread.Dispose();
        while (_readers.TryTake(out var reader))
            await reader.DisposeAsync();
        _readSlots.Dispose();
    }

    private async Task<T> ReadOnPooledAsync<T>(Func<DbConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        var connection = _readers.TryTake(out var pooled) ? pooled : SqliteConnections.OpenReader(_path);
        try
        {
            var result = await read(connection, cancellationToken);
            _readers.Add(connection);
            return result;
        }
        catch
        {
            // It may still be in the middle of something.
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sums that are a moment old are better than none while the disk is full.</summary>
    private void TrySettle()
    {
        try
        {
            Writer().Settle();
        }
        catch (SqliteException error) when (IsTransient(error))
        {
        }
    }

    private void Open()
    {
        if (_writer is not null)
            return;
        var connection = SqliteConnections.OpenWriter(_path, _options.SurvivePowerLoss);
        try
        {
            SqliteSchema.Apply(connection, SchemaScripts.Of("sqlite"));
            _writer = new SqliteWriter(connection);
            _connection = connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void Close()
    {
        _writer?.Dispose();
        _connection?.Dispose();
    }

    private SqliteWriter Writer() => _writer ?? throw new UnavailableException("The store is not initialised.");
}
