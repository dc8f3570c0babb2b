using Orchestrator.Grains;
using Orchestrator.Grains.Stores;

namespace Orchestrator.Silo;

/// <summary>The database of this process.</summary>
internal static class StoreChoice
{
    private const string AdoNetInvariant = "Npgsql";

    /// <summary>Opens the task store and brings its schema up to date.</summary>
    /// <exception cref="Grains.Interfaces.UnavailableException">It cannot be reached, or holds a newer schema.</exception>
    public static async Task<ITaskStore> OpenAsync(SiloSettings settings, ILogger logger)
    {
        var store = settings.IsPostgres
            ? TaskStores.Postgres(settings.DatabaseUrl!, logger: logger)
            : TaskStores.Sqlite(Path.Combine(settings.DataDirectory, "orchestrator.db"), logger: logger);
        await store.InitializeAsync(CancellationToken.None);
        if (settings.IsPostgres)
            await PostgresGrainStorageSchema.ApplyAsync(settings.DatabaseUrl!, CancellationToken.None);
        return store;
    }

    public static void AddGrainStorage(ISiloBuilder silo, SiloSettings settings)
    {
        if (settings.IsPostgres)
        {
            silo.AddAdoNetGrainStorage(OrchestratorStorage.SmallState, options =>
            {
                options.Invariant = AdoNetInvariant;
                options.ConnectionString = DatabaseUrl.Parse(settings.DatabaseUrl!);
            });
        }
        else
        {
            // A file of its own: a grain's state must not wait for the task writer's lock.
            silo.AddSqliteGrainStorage(OrchestratorStorage.SmallState, Path.Combine(settings.DataDirectory, "grain-state.db"));
        }
    }
}
