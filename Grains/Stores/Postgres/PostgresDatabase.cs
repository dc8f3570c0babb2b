using System.Data.Common;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;

namespace Orchestrator.Grains.Stores;

/// <summary>A PostgreSQL database that several silos share.</summary>
internal sealed class PostgresDatabase : IDatabase
{
    /// <summary>Rows that one roll-up may be spread over, for each of the two writers.</summary>
    public const int Shards = 16;

    private readonly NpgsqlDataSource _source;
    private readonly SemaphoreSlim _readSlots;
    private readonly PostgresWriter _writer = new(RandomNumberGenerator.GetInt32(Shards));

    public PostgresDatabase(string connectionString, TaskStoreOptions options)
    {
        _source = NpgsqlDataSource.Create(PostgresDefaults.Apply(connectionString, options));
        _readSlots = new SemaphoreSlim(options.ConcurrentReads);
    }

    public int FewestEnds => 16;

    public bool TakesTwoWriters => true;

    public SqlDialect Dialect { get; } = new(
        ParameterOf: id => id,
        ReadId: (row, column) => row.GetGuid(column),
        HintByCreated: "",
        HintUnpriced: "",
        Like: "ILIKE",
        OwnerNotIn: "owner NOT IN (SELECT value FROM json_array_elements_text(@owners::json) AS value)",
        MergesStretches: false,
        Format: DocumentFormat.Json,
        MaxCostUsd: "submission ->> 'max_cost_usd'");

    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await _source.OpenConnectionAsync(cancellationToken);
            await PostgresSchema.ApplyAsync(connection, SchemaScripts.Of("postgres"), cancellationToken);
        }
        catch (Exception error) when (error is NpgsqlException or SocketException or TimeoutException)
        {
            throw new UnavailableException($"The PostgreSQL database cannot be used: {Describe(error)}");
        }
    }

    public async Task CommitAsync(WriteBatch batch)
    {
        await using var connection = await _source.OpenConnectionAsync();
        await _writer.ApplyAsync(connection, batch);
    }

    public async Task SumUpAsync(long first, long end)
    {
        await using var connection = await _source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        // Every silo's write of ended tasks and every other adding up waits for this one.
        await PostgresSchema.RunAsync(connection, "LOCK TABLE groups_hourly IN SHARE ROW EXCLUSIVE MODE", CancellationToken.None);
        await PostgresSchema.RunAsync(connection, DaySums.Sql(first, end), CancellationToken.None);
        await transaction.CommitAsync();
    }

    public async Task<T> ReadAsync<T>(Func<DbConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        // Reads queue here and not in the pool, so that the writer always finds a connection.
        await _readSlots.WaitAsync(cancellationToken);
        try
        {
            await using var connection = await _source.OpenConnectionAsync(cancellationToken);
            return await read(connection, cancellationToken);
        }
        finally
        {
            _readSlots.Release();
        }
    }

    /// <summary>Here every transaction adds to the roll-ups itself.</summary>
    public Task<T> ReadSumsAsync<T>(Func<DbConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken) => ReadAsync(read, cancellationToken);

    public bool IsTransient(Exception error) => PostgresErrors.IsTransient(error);

    public string Describe(Exception error) => PostgresErrors.Describe(error);

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        _readSlots.Dispose();
    }
}
