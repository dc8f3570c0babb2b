using Npgsql;
using Orchestrator.Grains.Stores;

namespace Orchestrator.Stores.Tests;

/// <summary>What PostgreSQL reads to end a task, on tables that were empty a moment ago and that no vacuum has seen yet.</summary>
public sealed class PostgresLookupTests(SharedPostgres server)
{
    private const int Tasks = 3_000, AtOnce = 32;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_task_that_ends_is_found_by_its_id_and_not_among_all_others()
    {
        string database = await server.NewDatabaseAsync();
        await using (var store = TaskStores.Postgres(database))
        {
            await store.InitializeAsync(Cancel);
            await ReadAsync(database, "ALTER TABLE tasks SET (autovacuum_enabled = false)");
            await Parallel.ForAsync(0, Tasks, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Cancel }, async (_, _) =>
            {
                var task = Samples.Task(createdAt: TimeProvider.System.GetUtcNow());
                Assert.True(await store.CreateAsync(task));
                Assert.True(await store.CompleteAsync(Samples.Completed(task), [Samples.Decision()]));
            });
        }

        // Sessions that have ended have told what they read. While there are few tasks, reading them all is right; it adds up to some thousand rows.
        Assert.Equal(Tasks, await ReadAsync(database, "SELECT n_tup_upd FROM pg_stat_user_tables WHERE relname = 'tasks'"));
        var walked = await ReadAsync(database, """
            SELECT seq_tup_read + (SELECT SUM(idx_tup_read)::bigint FROM pg_stat_user_indexes WHERE relname = 'tasks' AND indexrelname <> 'tasks_pkey')
            FROM pg_stat_user_tables WHERE relname = 'tasks'
            """);
        Assert.InRange(walked, 0, 10 * Tasks);
    }

    private static async Task<long> ReadAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancel) is long value ? value : 0;
    }
}
