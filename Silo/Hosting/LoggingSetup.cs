namespace Orchestrator.Silo;

/// <summary>One line an event on standard output, as text or JSON with scopes.</summary>
internal static class LoggingSetup
{
    public static void AddOrchestratorLogging(this WebApplicationBuilder builder, SiloSettings settings)
    {
        builder.Logging.ClearProviders();
        builder.Logging.SetMinimumLevel(settings.LogLevel);
        builder.Logging.AddFilter("Orleans", Higher(settings.LogLevel, LogLevel.Warning));
        builder.Logging.AddFilter("Microsoft", Higher(settings.LogLevel, LogLevel.Warning));
        builder.Logging.AddFilter("System", Higher(settings.LogLevel, LogLevel.Warning));
        if (settings.JsonLogs)
        {
            builder.Logging.AddJsonConsole(console =>
            {
                console.IncludeScopes = true;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            });
        }
        else
        {
            builder.Logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "HH:mm:ss.fff ";
            });
        }
    }

    private static LogLevel Higher(LogLevel first, LogLevel second) => first > second ? first : second;
}
