namespace Orchestrator.Silo;

/// <summary>How much is logged, and in which format: the libraries' own chatter only from warnings up.</summary>
internal static class LoggingSetup
{
    private static readonly string[] Libraries = ["Orleans", "Microsoft", "System", "Polly"];

    public static void AddOrchestratorLogging(this WebApplicationBuilder builder, SiloSettings settings)
    {
        builder.Logging.ClearProviders();
        builder.Logging.SetMinimumLevel(settings.LogLevel);
        foreach (var library in Libraries)
            builder.Logging.AddFilter(library, settings.LogLevel > LogLevel.Warning ? settings.LogLevel : LogLevel.Warning);

        // Cookie keys lie in the data folder, which is as protected as the database beside them.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);

        // Stalls of a busy small machine, reported as if they were deadlocks.
        builder.Logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        if (settings.JsonLogs)
        {
            builder.Logging.AddJsonLines();
            return;
        }

        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss.fff ";
            console.UseUtcTimestamp = true;
        });
    }
}
