namespace Orchestrator.Silo;

/// <summary>How much is logged: the libraries' own chatter only from warnings up.</summary>
internal static class LoggingSetup
{
    private static readonly string[] Libraries = ["Orleans", "Microsoft", "System", "Polly"];

    public static void AddOrchestratorLogging(this WebApplicationBuilder builder, SiloSettings settings)
    {
        builder.Configuration["LOG_FORMAT"] = settings.JsonLogs ? "json" : "text";
        builder.Logging.SetMinimumLevel(settings.LogLevel);
        foreach (var library in Libraries)
            builder.Logging.AddFilter(library, settings.LogLevel > LogLevel.Warning ? settings.LogLevel : LogLevel.Warning);
    }
}
