using Microsoft.Data.Sqlite;
using Orchestrator.Grains.Stores;
using Orchestrator.TestServers;

namespace Orchestrator.Stores.Tests;

public sealed class SqliteFixture : StoreFixture
{
    private readonly TemporaryFolder _folder = new();

    public string Path => _folder.File("orchestrator.db");

    public override ITaskStore NewStore(TaskStoreOptions? options = null, TimeProvider? time = null) => TaskStores.Sqlite(Path, options, time ?? Time);

    public override async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    public override ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
