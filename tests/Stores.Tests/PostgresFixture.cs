using Npgsql;
using Orchestrator.Grains.Stores;

namespace Orchestrator.Stores.Tests;

public sealed class PostgresFixture(string connectionString) : StoreFixture
{
    public override ITaskStore NewStore(TaskStoreOptions? options = null, TimeProvider? time = null) => TaskStores.Postgres(connectionString, options, time ?? Time);

    public override async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await using var connection = new NpgsqlConnection(connectionString);
        NpgsqlConnection.ClearPool(connection);
    }
}
