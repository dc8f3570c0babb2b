using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Silo;

namespace Orchestrator.Telemetry.Tests;

public sealed class LineBufferTests : IDisposable
{
    private readonly MemoryStream _output = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => _output.Dispose();

    private string Written => Encoding.UTF8.GetString(_output.ToArray());

    [Fact]
    public void Lines_leave_together_after_a_moment()
    {
        using var lines = new LineBuffer(_output, _time);
        lines.Add(new StringBuilder("one\n"));
        lines.Add(new StringBuilder("two\n"));
        Assert.Equal("", Written);
        _time.Advance(LineBuffer.Delay);
        Assert.Equal("one\ntwo\n", Written);
        lines.Add(new StringBuilder("three\n"));
        _time.Advance(LineBuffer.Delay);
        Assert.Equal("one\ntwo\nthree\n", Written);
    }

    [Fact]
    public void What_waits_is_written_at_the_end()
    {
        using (var lines = new LineBuffer(_output, _time))
            lines.Add(new StringBuilder("last\n"));
        Assert.Equal("last\n", Written);
    }

    [Fact]
    public void Much_at_once_does_not_wait_and_its_characters_stay_whole()
    {
        using var lines = new LineBuffer(_output, _time);
        var text = string.Concat(Enumerable.Repeat("x😀", 100_000));
        lines.Add(new StringBuilder(text));
        Assert.Equal(text, Written);
    }

    [Fact]
    public void An_output_that_is_full_stops_nobody()
    {
        using var lines = new LineBuffer(new FullDisk(), _time);
        lines.Add(new StringBuilder("lost\n"));
        lines.Flush();
    }

    [Fact]
    public void Lines_of_many_threads_all_arrive_whole()
    {
        using (var lines = new LineBuffer(_output, TimeProvider.System))
            Parallel.For(0, 2_000, number => lines.Add(new StringBuilder().Append("line ").Append(number).Append('\n')));
        Assert.Equal(Enumerable.Range(0, 2_000).Select(number => $"line {number}").Order(), Written.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
    }

    [Fact]
    public void An_error_is_written_before_the_call_returns()
    {
        using var lines = new LineBuffer(_output, _time);
        using var provider = new LineLoggerProvider([new JsonLogFormatter(_time)], JsonLogFormatter.FormatterName, lines);
        provider.SetScopeProvider(new LoggerExternalScopeProvider());
        var logger = provider.CreateLogger("Test");
#pragma warning disable CA1848, CA2254 // A test logs two lines.
        using (logger.BeginScope(new Dictionary<string, object?> { ["task_id"] = 7 }))
            logger.LogInformation("waits");
        Assert.Equal("", Written);
        logger.LogError("at once");
#pragma warning restore CA1848, CA2254
        var written = Written.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, written.Length);
        Assert.Contains("\"task_id\":7", written[0], StringComparison.Ordinal);
        Assert.Contains("at once", written[1], StringComparison.Ordinal);
    }

    private sealed class FullDisk : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("No space left on device");
    }
}
