using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Grains.Interfaces;
using Orchestrator.Grains.Stores;
using Orchestrator.TestServers;
using Orleans.Configuration;
using Orleans.Storage;
using Orleans.TestingHost;

namespace Orchestrator.Stores.Tests;

/// <summary>A counter whose state is kept.</summary>
public interface ICounterGrain : IGrainWithStringKey
{
    Task<int> Add(int amount);

    Task Clear();

    Task Leave();
}

public sealed class CounterGrain([PersistentState("counter", "Default")] IPersistentState<CounterGrain.State> state) : Grain, ICounterGrain
{
    public async Task<int> Add(int amount)
    {
        state.State.Total += amount;
        state.State.Note = "with 'quotes', 日本語 and \"JSON\"";
        await state.WriteStateAsync();
        return state.State.Total;
    }

    public Task Clear() => state.ClearStateAsync();

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    [GenerateSerializer]
    public sealed class State
    {
        [Id(0)]
        public int Total { get; set; }

        [Id(1)]
        public string Note { get; set; } = "";
    }
}

/// <summary>Both ways to keep the state of small grains.</summary>
public abstract class GrainStorageContract : IAsyncLifetime
{
    private InProcessTestCluster _cluster = null!;

    public async ValueTask InitializeAsync()
    {
        await PrepareAsync();
        _cluster = await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_cluster is not null)
            await _cluster.DisposeAsync();
        Cleanup();
    }

    [Fact]
    public async Task State_outlives_the_activation_and_the_silo()
    {
        var counter = _cluster.Client.GetGrain<ICounterGrain>("a|b'c");
        Assert.Equal(3, await counter.Add(3));
        await counter.Leave();
        Assert.Equal(7, await counter.Add(4));
        Assert.Equal(1, await _cluster.Client.GetGrain<ICounterGrain>("another").Add(1));

        await _cluster.DisposeAsync();
        _cluster = await StartAsync();
        Assert.Equal(12, await _cluster.Client.GetGrain<ICounterGrain>("a|b'c").Add(5));
    }

    [Fact]
    public async Task Cleared_state_starts_anew()
    {
        var counter = _cluster.Client.GetGrain<ICounterGrain>("cleared");
        await counter.Add(3);
        await counter.Clear();
        Assert.Equal(1, await counter.Add(1));
        await counter.Leave();
        Assert.Equal(3, await counter.Add(2));
    }

    [Fact]
    public async Task A_write_that_comes_second_is_refused()
    {
        var storage = _cluster.GetSiloServiceProvider().GetRequiredKeyedService<IGrainStorage>("Default");
        var id = GrainId.Create("counter", "contested");
        var (first, second) = (NewState(1), NewState(2));
        await storage.WriteStateAsync("counter", id, first);
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("counter", id, second));

        await storage.ReadStateAsync("counter", id, second);
        second.State!.Total = 5;
        await storage.WriteStateAsync("counter", id, second);
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("counter", id, first));
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.ClearStateAsync("counter", id, first));

        var read = NewState(0);
        await storage.ReadStateAsync("counter", id, read);
        Assert.Equal((5, second.ETag, true), (read.State!.Total, read.ETag, read.RecordExists));
    }

    protected abstract Task PrepareAsync();

    protected abstract void Configure(ISiloBuilder silo);

    protected virtual void Cleanup()
    {
    }

    private async Task<InProcessTestCluster> StartAsync()
    {
        var builder = new InProcessTestClusterBuilder(1) { Options = { ServiceId = "stores-tests" } };
        builder.ConfigureClient(client => client.Services.AddOrchestratorSerialization());
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddOrchestratorSerialization();
            Configure(silo);
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }

    private static GrainState<CounterGrain.State> NewState(int total) => new(new CounterGrain.State { Total = total });
}

public sealed class SqliteGrainStorageTests : GrainStorageContract
{
    private readonly TemporaryFolder _folder = new();

    protected override Task PrepareAsync() => Task.CompletedTask;

    protected override void Configure(ISiloBuilder silo) => silo.AddSqliteGrainStorage("Default", _folder.File("orchestrator.db"));

    protected override void Cleanup() => _folder.Dispose();
}

public sealed class PostgresGrainStorageTests(SharedPostgres server) : GrainStorageContract
{
    private string _database = "";

    protected override async Task PrepareAsync()
    {
        _database = await server.NewDatabaseAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PostgresGrainStorageSchema.ApplyAsync(_database, TestContext.Current.CancellationToken)));
    }

    protected override void Configure(ISiloBuilder silo) => silo.AddAdoNetGrainStorage("Default", (AdoNetGrainStorageOptions options) =>
    {
        options.Invariant = "Npgsql";
        options.ConnectionString = _database;
    });
}
