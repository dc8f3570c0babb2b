using BenchmarkDotNet.Attributes;
using Orchestrator.Grains.Stores;
using Orchestrator.TestServers;

namespace Orchestrator.Benchmarks;

/// <summary>Both writes of a task, by how many tasks write at once: what a group commit shares among them.</summary>
[MemoryDiagnoser]
public class StoreBenchmarks
{
    private const int Tasks = 1_024;

    private TemporaryFolder? _folder;
    private PostgresServer? _server;
    private ITaskStore _store = null!;

    [Params("sqlite", "postgres")]
    public string Database { get; set; } = "";

    [Params(1, 16, 256)]
    public int Concurrency { get; set; }

    [GlobalSetup]
    public async Task SetupAsync()
    {
        if (Database == "postgres")
        {
            _server = await PostgresServer.StartAsync();
            _store = TaskStores.Postgres(await _server.CreateDatabaseAsync());
        }
        else
        {
            _folder = new TemporaryFolder();
            _store = TaskStores.Sqlite(_folder.File("orchestrator.db"));
        }

        await _store.InitializeAsync(default);
    }

    [GlobalCleanup]
    public async Task CleanupAsync()
    {
        await _store.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
        _folder?.Dispose();
    }

    [Benchmark(OperationsPerInvoke = Tasks)]
    public Task CreateAndComplete() => Parallel.ForAsync(0, Tasks, new ParallelOptions { MaxDegreeOfParallelism = Concurrency }, async (_, _) =>
    {
        var task = StoredTasks.New();
        await _store.CreateAsync(task);
        await _store.CompleteAsync(StoredTasks.Finished(task), [StoredTasks.Decision]);
    });
}
