using Microsoft.Extensions.Time.Testing;
using Orchestrator.Grains.Stores;
using Orchestrator.TestServers;

[assembly: AssemblyFixture(typeof(Orchestrator.Stores.Tests.SharedPostgres))]

namespace Orchestrator.Stores.Tests;

/// <summary>One PostgreSQL server for all tests of the run, started when the first test asks for it.</summary>
public sealed class SharedPostgres : IAsyncLifetime
{
    private readonly Lazy<Task<PostgresServer>> _server = new(PostgresServer.StartAsync);

    /// <summary>A new empty database; skips or fails the test when there is no PostgreSQL.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        Require();
        return await (await _server.Value).CreateDatabaseAsync();
    }

    public static void Require()
    {
        if (PostgresServer.Missing is not { } reason)
            return;
        Assert.False(Requirement.AllRequired, reason);
        Assert.Skip(reason);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
            await (await _server.Value).DisposeAsync();
    }
}

/// <summary>A database that stores are opened on, once or several at a time.</summary>
public abstract class StoreFixture : IAsyncDisposable
{
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 14, 9, 26, 53, TimeSpan.Zero));

    public abstract ITaskStore NewStore(TaskStoreOptions? options = null, TimeProvider? time = null);

    /// <summary>Runs a statement behind the store's back.</summary>
    public abstract Task ExecuteAsync(string sql);

    public abstract ValueTask DisposeAsync();
}
