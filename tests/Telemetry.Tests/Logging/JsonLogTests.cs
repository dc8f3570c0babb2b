using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Silo;

namespace Orchestrator.Telemetry.Tests.Logging;

public sealed class JsonLogTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero));
    private readonly LoggerExternalScopeProvider _scopes = new();

    [Fact]
    public void A_line_holds_time_level_event_message_and_the_event_s_properties()
    {
        var line = Write(LogLevel.Warning, new EventId(3001, "task.routed"), [new("Target", "GPU"), new("LatencyMs", 12.5), new("{OriginalFormat}", "x")], "Routed");

        Assert.Equal("2026-03-04T05:06:07Z", line.GetProperty("timestamp").GetString());
        Assert.Equal("warning", line.GetProperty("level").GetString());
        Assert.Equal("task.routed", line.GetProperty("event").GetString());
        Assert.Equal(3001, line.GetProperty("event_id").GetInt32());
        Assert.Equal("Routed", line.GetProperty("message").GetString());
        Assert.Equal("GPU", line.GetProperty("target").GetString());
        Assert.Equal(12.5, line.GetProperty("latency_ms").GetDouble());
        Assert.False(line.TryGetProperty("{OriginalFormat}", out _));
    }

    [Fact]
    public void Scopes_lie_beside_the_event_s_properties_and_the_inner_one_wins()
    {
        using var outer = _scopes.Push(new KeyValuePair<string, object?>[] { new("task_id", "outer"), new("silo", "one") });
        using var inner = _scopes.Push(new Dictionary<string, object?> { ["TaskId"] = "inner", ["Target"] = "CPU" });

        var line = Write(LogLevel.Information, new EventId(1, "e"), [new("Target", "GPU")], "m");

        Assert.Equal("inner", line.GetProperty("task_id").GetString());
        Assert.Equal("one", line.GetProperty("silo").GetString());
        Assert.Equal("GPU", line.GetProperty("target").GetString());
    }

    [Fact]
    public void A_property_cannot_replace_a_key_of_the_format()
    {
        var line = Write(LogLevel.Information, new EventId(1, "real"), [new("Event", "forged"), new("Level", "forged"), new("Message", "forged")], "m");

        Assert.Equal("real", line.GetProperty("event").GetString());
        Assert.Equal("info", line.GetProperty("level").GetString());
        Assert.Equal("m", line.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(null)]
    [InlineData(long.MinValue)]
    [InlineData(ulong.MaxValue)]
    [InlineData('c')]
    [InlineData("line\nbreak \u2028 \"quoted\" \0 \ud83d\ude00")]
    [InlineData(true)]
    public void Any_value_gives_one_line_of_valid_json(object? value)
    {
        var text = WriteText(LogLevel.Error, new EventId(1, "e"), [new("Value", value)], "two\nlines", new InvalidOperationException("broken\nhere"));

        Assert.Equal(text.Length - 1, text.IndexOf('\n'));
        using var line = JsonDocument.Parse(text);
        Assert.True(line.RootElement.TryGetProperty("value", out _));
        Assert.Contains("broken", line.RootElement.GetProperty("exception").GetString());
    }

    [Fact]
    public void Registered_it_is_the_console_s_formatter()
    {
        using var services = new ServiceCollection().AddLogging(logging => logging.AddJsonLines()).BuildServiceProvider();

        Assert.Contains(services.GetServices<ConsoleFormatter>(), formatter => formatter is JsonLogFormatter);
        Assert.Equal(JsonLogFormatter.FormatterName, services.GetRequiredService<IOptions<ConsoleLoggerOptions>>().Value.FormatterName);
    }

    [Fact]
    public void Texts_in_every_script_stay_readable()
    {
        Assert.Contains("Überlastung 過負荷 \"", WriteText(LogLevel.Information, default, [], "Überlastung 過負荷 \"").Replace("\\\"", "\"", StringComparison.Ordinal));
    }

    private JsonElement Write(LogLevel level, EventId id, KeyValuePair<string, object?>[] state, string message) =>
        JsonDocument.Parse(WriteText(level, id, state, message)).RootElement;

    private string WriteText(LogLevel level, EventId id, KeyValuePair<string, object?>[] state, string message, Exception? exception = null)
    {
        using var writer = new StringWriter();
        new JsonLogFormatter(_time).Write(
            new LogEntry<KeyValuePair<string, object?>[]>(level, "Category", id, state, exception, (_, _) => message), _scopes, writer);
        return writer.ToString();
    }
}
