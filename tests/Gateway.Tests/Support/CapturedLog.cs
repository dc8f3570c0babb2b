using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Orchestrator.Gateway.Tests;

/// <summary>A logged line with the scopes it was logged in.</summary>
internal sealed record LoggedLine(EventId Event, LogLevel Level, string Message, IReadOnlyDictionary<string, object?> Scope);

/// <summary>Keeps everything that is logged.</summary>
internal sealed class CapturedLog : ILoggerProvider, ISupportExternalScope
{
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public ConcurrentQueue<LoggedLine> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => new Writer(this);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    private sealed class Writer(CapturedLog log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => log._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var scope = new Dictionary<string, object?>();
            log._scopes.ForEachScope(
                static (item, values) =>
                {
                    foreach (KeyValuePair<string, object?> pair in item as IEnumerable<KeyValuePair<string, object?>> ?? [])
                        values[pair.Key] = pair.Value;
                },
                scope);
            log.Lines.Enqueue(new LoggedLine(eventId, logLevel, exception is null ? formatter(state, exception) : $"{formatter(state, exception)}: {exception}", scope));
        }
    }
}
