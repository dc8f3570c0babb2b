using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Orchestrator.Gateway.Tests;

public sealed class PatientReaderTests : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private readonly FakeTimeProvider _time = new();
    private readonly Channel<string> _events = Channel.CreateUnbounded<string>();
    private readonly GatedStream _body = new();
    private readonly PatientReader<string> _reader;
    private readonly SseWriter _sse;

    public PatientReaderTests()
    {
        _reader = new PatientReader<string>(_events.Reader.ReadAllAsync(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        _sse = new SseWriter(new DefaultHttpContext { Response = { Body = _body } }.Response);
    }

    [Fact]
    public async Task Silence_is_counted_from_the_last_event()
    {
        Task<bool> first = NextAsync();
        _time.Advance(Interval * 0.6);
        _events.Writer.TryWrite("one");
        Assert.True(await first);

        Task<bool> second = NextAsync();
        _time.Advance(Interval * 0.6);
        Assert.Equal("", _body.Text);
        _time.Advance(Interval * 0.4);
        Assert.Equal(": \n\n", _body.Text);
        _time.Advance(Interval);
        Assert.Equal(": \n\n: \n\n", _body.Text);
        _events.Writer.Complete();
        Assert.False(await second);
    }

    [Fact]
    public async Task Nothing_is_written_after_the_wait()
    {
        Task<bool> next = NextAsync();
        _events.Writer.TryWrite("one");
        Assert.True(await next);
        _time.Advance(Interval * 3);
        Assert.Equal("", _body.Text);
    }

    [Fact]
    public async Task An_event_that_comes_while_the_response_is_written_waits_for_that()
    {
        Task<bool> next = NextAsyncWhileWriting();
        _events.Writer.TryWrite("one");
        Assert.NotSame(next, await Task.WhenAny(next, Task.Delay(20, TestContext.Current.CancellationToken)));
        _body.Open();
        Assert.True(await next);
        Assert.Equal("one", _reader.Current);
    }

    [Fact]
    public async Task A_reader_that_is_found_gone_ends_the_wait()
    {
        Task<bool> next = NextAsyncWhileWriting();
        _body.Break();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    [Fact]
    public async Task What_was_written_goes_out_before_the_wait_and_not_before_what_is_there_at_once()
    {
        _events.Writer.TryWrite("one");
        _sse.WriteRaw("a"u8);
        Assert.True(await NextAsync());
        Assert.Equal("", _body.Text);
        Task<bool> next = NextAsync();
        Assert.Equal("data: a\n\n", _body.Text);
        _events.Writer.Complete();
        Assert.False(await next);
    }

    public async ValueTask DisposeAsync()
    {
        await _reader.DisposeAsync();
        _sse.Dispose();
        await _body.DisposeAsync();
    }

    private Task<bool> NextAsync() => _reader.NextAsync(_sse, _time, Interval).AsTask();

    /// <summary>Waits for the next event, and the comment that keeps the connection open is stuck.</summary>
    private Task<bool> NextAsyncWhileWriting()
    {
        _body.Shut();
        Task<bool> next = NextAsync();
        _time.Advance(Interval);
        return next;
    }

    /// <summary>A response whose reader takes nothing while it is shut.</summary>
    private sealed class GatedStream : MemoryStream
    {
        private TaskCompletionSource _open = new();

        public GatedStream() => _open.SetResult();

        public string Text => Encoding.UTF8.GetString(ToArray());

        public void Shut() => _open = new TaskCompletionSource();

        public void Open() => _open.SetResult();

        public void Break() => _open.SetException(new IOException("The connection was reset."));

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await _open.Task;
            await base.WriteAsync(buffer, cancellationToken);
        }
    }
}
