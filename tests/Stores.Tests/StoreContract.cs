using Orchestrator.Grains.Stores;

namespace Orchestrator.Stores.Tests;

/// <summary>The contract of <see cref="ITaskStore"/>. Each part of it is a class of its own, run once for each database.</summary>
public abstract class StoreContract : IAsyncLifetime
{
    protected StoreFixture Fixture { get; private set; } = null!;

    protected ITaskStore Store { get; private set; } = null!;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Fixture = await OpenAsync();
        Store = Fixture.NewStore();
        await Store.InitializeAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Store is not null)
            await Store.DisposeAsync();
        if (Fixture is not null)
            await Fixture.DisposeAsync();
    }

    protected abstract Task<StoreFixture> OpenAsync();

    protected static Task<StoreFixture> Sqlite() => Task.FromResult<StoreFixture>(new SqliteFixture());

    protected static async Task<StoreFixture> Postgres(SharedPostgres server) => new PostgresFixture(await server.NewDatabaseAsync());
}
