using Microsoft.Extensions.Logging.Console;

namespace Orchestrator.Silo;

/// <summary>The console log: one line an event, for people or for a log store.</summary>
internal static class ConsoleLogging
{
    /// <summary>Replaces the console of the default host. Scopes are included in both formats.</summary>
    public static ILoggingBuilder AddOrchestratorConsole(this ILoggingBuilder logging, bool json)
    {
        logging.ClearProviders();
        // Ids of the trace join a line to its request in either format.
        logging.Configure(factory => factory.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        if (!json)
        {
            return logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "HH:mm:ss.fff ";
                console.UseUtcTimestamp = true;
            });
        }
        logging.AddConsoleFormatter<JsonLogFormatter, ConsoleFormatterOptions>(options => options.IncludeScopes = true);
        return logging.AddConsole(console => console.FormatterName = JsonLogFormatter.FormatterName);
    }
}
