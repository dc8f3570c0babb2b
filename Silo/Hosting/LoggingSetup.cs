using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Orchestrator.Silo;

/// <summary>How much is logged, and in which format: the libraries' own chatter only from warnings up.</summary>
internal static class LoggingSetup
{
    private static readonly string[] Libraries = ["Orleans", "Microsoft", "System", "Polly"];

    public static void AddOrchestratorLogging(this ILoggingBuilder logging, SiloSettings settings)
    {
        logging.SetMinimumLevel(settings.LogLevel);
        foreach (var library in Libraries)
            logging.AddFilter(library, settings.LogLevel > LogLevel.Warning ? settings.LogLevel : LogLevel.Warning);

        // Cookie keys lie in the data folder, which is as protected as the database beside them.
        logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);

        // Stalls of a busy small machine, reported as if they were deadlocks.
        logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        if (settings.JsonLogs)
            logging.AddJsonLines();
        else
            logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "HH:mm:ss.fff ";
                console.UseUtcTimestamp = true;
            });

        // The formatters stay.
        logging.ClearProviders();
        logging.Services.AddSingleton<ILoggerProvider>(services => new LineLoggerProvider(
            services.GetServices<ConsoleFormatter>(), services.GetRequiredService<IOptionsMonitor<ConsoleLoggerOptions>>().CurrentValue.FormatterName, LineBuffer.StandardOutput));
    }
}
