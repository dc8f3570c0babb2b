using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Orchestrator.Silo;

/// <summary>
/// One JSON object a line, flat, keys in snake case: <c>timestamp level event logger message</c>, then the event's own
/// properties, then those of its scopes (<c>task_id</c>, <c>trace_id</c>), and <c>exception</c>. The framework's own JSON
/// formatter leaves the event's name out, which is what searches and alerts go by.
/// </summary>
internal sealed class JsonLogFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "orchestrator-json";

    private static readonly string[] _ownKeys = ["timestamp", "level", "event", "event_id", "logger", "message", "exception"];
    private static readonly ConcurrentDictionary<string, string> _keys = new(StringComparer.Ordinal);

    // Logs are read by people and stores, not embedded in HTML: letters of every script stay letters.
    private static readonly JsonWriterOptions _writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, _writing))
        {
            var written = new HashSet<string>(_ownKeys, StringComparer.Ordinal);
            json.WriteStartObject();
            json.WriteString("timestamp", time.GetUtcNow().UtcDateTime);
            json.WriteString("level", Severity(logEntry.LogLevel));
            json.WriteString("event", logEntry.EventId.Name ?? "");
            json.WriteNumber("event_id", logEntry.EventId.Id);
            json.WriteString("logger", logEntry.Category);
            json.WriteString("message", message);
            WriteProperties(json, logEntry.State, written);
            var scopes = new List<object?>();
            scopeProvider?.ForEachScope(static (scope, list) => list.Add(scope), scopes);
            for (var i = scopes.Count - 1; i >= 0; i--)
                WriteProperties(json, scopes[i], written);
            if (logEntry.Exception is { } exception)
                json.WriteString("exception", exception.ToString());
            json.WriteEndObject();
        }
        textWriter.Write(Encoding.UTF8.GetString(buffer.WrittenSpan));
        // Not WriteLine: one line is one event, whatever the system's line end.
        textWriter.Write('\n');
    }

    // The innermost value of a key wins: the event's own over its scopes'.
    private static void WriteProperties(Utf8JsonWriter json, object? state, HashSet<string> written)
    {
        if (state is not IEnumerable<KeyValuePair<string, object?>> properties)
            return;
        foreach (var (name, value) in properties)
        {
            if (name == "{OriginalFormat}")
                continue;
            var key = Key(name);
            if (written.Add(key))
                WriteValue(json, key, value);
        }
    }

    private static void WriteValue(Utf8JsonWriter json, string key, object? value)
    {
        switch (value)
        {
            case null: json.WriteNull(key); break;
            case bool flag: json.WriteBoolean(key, flag); break;
            case int or short or byte or sbyte or ushort: json.WriteNumber(key, Convert.ToInt32(value, null)); break;
            case long or uint: json.WriteNumber(key, Convert.ToInt64(value, null)); break;
            case ulong number: json.WriteNumber(key, number); break;
            case decimal number: json.WriteNumber(key, number); break;
            case double number when double.IsFinite(number): json.WriteNumber(key, number); break;
            case float number when float.IsFinite(number): json.WriteNumber(key, number); break;
            case IEnumerable<string> texts: json.WriteString(key, string.Join(',', texts)); break;
            case IFormattable formattable: json.WriteString(key, formattable.ToString(null, null)); break;
            default: json.WriteString(key, value.ToString()); break;
        }
    }

    // Names come from message templates and scopes in the code, so the cache is as small as the code.
    private static string Key(string name) => _keys.GetOrAdd(name, static name => JsonNamingPolicy.SnakeCaseLower.ConvertName(name));

    private static string Severity(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        _ => "critical",
    };
}
