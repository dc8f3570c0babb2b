using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;

namespace Orchestrator.Silo;

/// <summary>Registers <see cref="JsonLogFormatter"/>.</summary>
internal static class JsonLogging
{
    /// <summary>Logs to standard output, one JSON object a line, with scopes and the ids of the trace.</summary>
    public static ILoggingBuilder AddJsonLines(this ILoggingBuilder logging)
    {
        logging.Services.TryAddSingleton(TimeProvider.System);
        logging.Configure(factory => factory.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        logging.AddConsoleFormatter<JsonLogFormatter, ConsoleFormatterOptions>();
        return logging.AddConsole(console => console.FormatterName = JsonLogFormatter.FormatterName);
    }
}
