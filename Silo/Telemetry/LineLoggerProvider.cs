using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Orchestrator.Silo;

/// <summary>
/// Logs through the registered console formatter into a <see cref="LineBuffer"/>. The framework's own console logger wakes its thread for every line and
/// writes each by itself: at thousands of tasks a second that was an eighth of all CPU.
/// </summary>
/// <param name="formatters">Those that are registered.</param>
/// <param name="chosen">The name of the one to use; null for the simple one.</param>
/// <param name="lines">Where to.</param>
internal sealed class LineLoggerProvider(IEnumerable<ConsoleFormatter> formatters, string? chosen, LineBuffer lines) : ILoggerProvider, ISupportExternalScope
{
    private readonly ConsoleFormatter _formatter = formatters.First(formatter => formatter.Name == (chosen ?? ConsoleFormatterNames.Simple));
    private readonly ConcurrentDictionary<string, ILogger> _loggers = new(StringComparer.Ordinal);

    private IExternalScopeProvider? Scopes { get; set; }

    public ILogger CreateLogger(string categoryName) => _loggers.GetOrAdd(categoryName, static (name, provider) => new LineLogger(name, provider), this);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => Scopes = scopeProvider;

    public void Dispose() => lines.Flush();

    private sealed class LineLogger(string category, LineLoggerProvider provider) : ILogger
    {
        [ThreadStatic]
        private static StringWriter? _writer;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => provider.Scopes?.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            // Taken for the time of the call: what is formatted may itself log.
            var writer = _writer ?? new StringWriter();
            _writer = null;
            provider._formatter.Write(new LogEntry<TState>(logLevel, category, eventId, state, exception, formatter), provider.Scopes, writer);
            provider.Write(writer.GetStringBuilder(), logLevel);
            _writer = writer;
        }
    }

    private void Write(StringBuilder text, LogLevel level)
    {
        lines.Add(text);
        text.Clear();
        // Who looks for the reason of a crash must find it.
        if (level >= LogLevel.Error)
            lines.Flush();
    }
}
