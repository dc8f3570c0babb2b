using Npgsql;

namespace Orchestrator.Grains.Stores;

/// <summary>Connection settings that suit the store, where the operator's connection string does not say otherwise.</summary>
internal static class PostgresDefaults
{
    /// <summary>Connections beside those of the reads: one for each of the two writers, one for the schema.</summary>
    private const int OtherConnections = 3;

    public static string Apply(string connectionString, TaskStoreOptions options)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        Default(settings, "Max Auto Prepare", 64);
        Default(settings, "Auto Prepare Min Usages", 2);
        Default(settings, "Maximum Pool Size", options.ConcurrentReads + OtherConnections);
        Default(settings, "Timeout", 5);
        // A server that hangs is noticed in time to try again before the callers give up.
        Default(settings, "Command Timeout", Math.Max(1, (int)options.WriteTimeout.TotalSeconds / 3));
        Default(settings, "Application Name", "orchestrator");
        return settings.ToString();
    }

    // ContainsKey says yes to every key that Npgsql knows; ShouldSerialize only to those that were given.
    private static void Default(NpgsqlConnectionStringBuilder settings, string key, object value)
    {
        if (!settings.ShouldSerialize(key))
            settings[key] = value;
    }
}
