using Microsoft.Data.Sqlite;
using Orchestrator.Grains.Interfaces;
using Orchestrator.Grains.Stores;

namespace Orchestrator.StoreWriter;

/// <summary>Fills a database file as the store itself would write it, many tasks a transaction and without waiting for the disk.</summary>
public static class SqliteFill
{
    private const int BatchSize = 5_000;

    public static async Task RunAsync(string path, IEnumerable<TaskSnapshot> tasks)
    {
        await using (var store = TaskStores.Sqlite(path))
            await store.InitializeAsync(CancellationToken.None);
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        await connection.OpenAsync();
        await RunAsync(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000");
        using (var writer = new SqliteWriter(connection))
        {
            foreach (var chunk in tasks.Chunk(BatchSize))
                writer.Apply(Batch(chunk));
            writer.Settle();
        }

        await RunAsync(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
    }

    private static WriteBatch Batch(TaskSnapshot[] tasks)
    {
        var batch = new WriteBatch();
        foreach (var task in tasks)
        {
            var row = TaskRow.ForComplete(task, DocumentFormat.Compact, decisionIsLogged: true);
            batch.TryAdd(new CreateWrite(TaskRow.ForCreate(SampleTasks.Accepted(task), DocumentFormat.Compact)) { Subject = task.Id });
            batch.TryAdd(new CompleteWrite(row, RollupEntry.Of(task, row, task.CompletedAt!.Value), [new DecisionRow(task, task.Decision!, 1, DocumentFormat.Compact)], [new AttemptRow(task, task.Attempts[0], 1)]) { Subject = (task.Id, 2) });
        }

        return batch;
    }

    private static async Task RunAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
