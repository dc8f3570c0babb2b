using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime.Hosting;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace Orchestrator.Grains.Stores;

/// <summary>Registers grain state in an SQLite file.</summary>
public static class SqliteGrainStorageExtensions
{
    /// <summary>Keeps the state of grains that ask for the storage <paramref name="name"/> in the file <paramref name="path"/>.</summary>
    /// <remarks>As everywhere in Orleans, a state type is marked <c>[GenerateSerializer]</c>, or reading it back is refused.</remarks>
    /// <param name="builder">The silo.</param>
    /// <param name="name">As in <c>[PersistentState("…", "name")]</c>.</param>
    /// <param name="path">
    /// The file; made with its folder when it is missing. A file of its own keeps state writes from waiting behind the task store's transactions;
    /// the task store's own file works too.
    /// </param>
    public static ISiloBuilder AddSqliteGrainStorage(this ISiloBuilder builder, string name, string path)
    {
        builder.Services.AddGrainStorage(name, (services, provider) => new SqliteGrainStorage(
            provider, path, services.GetRequiredService<IGrainStorageSerializer>(), services.GetRequiredService<IActivatorProvider>()));
        return builder;
    }
}
