using System.Globalization;
using Microsoft.Data.Sqlite;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace Orchestrator.Grains.Stores;

/// <summary>
/// State of small grains in an SQLite file: the embedded shape's counterpart of the ADO.NET storage. State is JSON, each write names the version it
/// was read at, and a write that comes second is refused.
/// </summary>
/// <param name="provider">The storage's name; several may share a file.</param>
/// <param name="path">The file; it may be the task store's own.</param>
/// <param name="serializer">To and from JSON.</param>
/// <param name="activators">Makes the state that a grain without one starts from.</param>
internal sealed class SqliteGrainStorage(string provider, string path, IGrainStorageSerializer serializer, IActivatorProvider activators) : IGrainStorage, IDisposable
{
    private const string Read = "SELECT version, state FROM grain_state WHERE provider = $provider AND name = $name AND grain_id = $grain";

    private const string Insert =
        "INSERT INTO grain_state (provider, name, grain_id, version, state) VALUES ($provider, $name, $grain, 1, $state) ON CONFLICT DO NOTHING RETURNING version";

    private const string Update =
        "UPDATE grain_state SET version = version + 1, state = $state WHERE provider = $provider AND name = $name AND grain_id = $grain AND version = $version RETURNING version";

    private const string Delete = "DELETE FROM grain_state WHERE provider = $provider AND name = $name AND grain_id = $grain AND version = $version RETURNING version";

    private readonly SemaphoreSlim _turn = new(1);
    private SqliteConnection? _connection;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => RunAsync(connection =>
    {
        using var command = Command(connection, Read, stateName, grainId);
        using var row = command.ExecuteReader();
        if (!row.Read())
        {
            Reset(grainState);
            return;
        }

        grainState.State = serializer.Deserialize<T>(BinaryData.FromString(row.GetString(1)));
        grainState.ETag = ETagOf(row.GetInt64(0));
        grainState.RecordExists = true;
    });

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => RunAsync(connection =>
    {
        using var command = Command(connection, grainState.ETag is null ? Insert : Update, stateName, grainId);
        command.Parameters.AddWithValue("$state", serializer.Serialize(grainState.State).ToString());
        AddVersion(command, grainState.ETag);
        grainState.ETag = command.ExecuteScalar() is long version ? ETagOf(version) : throw Conflict(stateName, grainId, grainState.ETag);
        grainState.RecordExists = true;
    });

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => RunAsync(connection =>
    {
        if (grainState.ETag is not null)
        {
            using var command = Command(connection, Delete, stateName, grainId);
            AddVersion(command, grainState.ETag);
            if (command.ExecuteScalar() is null)
                throw Conflict(stateName, grainId, grainState.ETag);
        }

        Reset(grainState);
    });

    public void Dispose()
    {
        _connection?.Dispose();
        _turn.Dispose();
    }

    /// <summary>SQLite blocks: never on the grain's own thread.</summary>
    private async Task RunAsync(Action<SqliteConnection> work)
    {
        await _turn.WaitAsync();
        try
        {
            await Task.Run(() => work(_connection ??= Open()));
        }
        finally
        {
            _turn.Release();
        }
    }

    private void Reset<T>(IGrainState<T> grainState)
    {
        grainState.State = activators.GetActivator<T>().Create();
        grainState.ETag = null!;
        grainState.RecordExists = false;
    }

    private SqliteConnection Open()
    {
        var connection = SqliteConnections.OpenWriter(path, survivePowerLoss: true);
        using var command = connection.CreateCommand();
        command.CommandText = SchemaScripts.Read("Stores.Schema.grainstate.sqlite.sql");
        command.ExecuteNonQuery();
        return connection;
    }

    private SqliteCommand Command(SqliteConnection connection, string sql, string stateName, GrainId grainId)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$provider", provider);
        command.Parameters.AddWithValue("$name", stateName);
        command.Parameters.AddWithValue("$grain", grainId.ToString());
        return command;
    }

    private static void AddVersion(SqliteCommand command, string? eTag)
    {
        if (eTag is not null)
            command.Parameters.AddWithValue("$version", long.TryParse(eTag, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : -1);
    }

    private static string ETagOf(long version) => version.ToString(CultureInfo.InvariantCulture);

    private static InconsistentStateException Conflict(string stateName, GrainId grainId, string? eTag) =>
        new($"The state {stateName} of {grainId} was written by another activation.", "another version", eTag ?? "none");
}
