using System.Text;
using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Routing;

namespace Orchestrator.Engines.Tests;

public sealed class GuardedStreamTests
{
    private const string Sse = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"},\"finish_reason\":null}]}\r\n\r\n: keep-alive\n\n"
        + "data: {\"choices\":[{\"delta\":{\"content\":\"ü 世界\"},\"finish_reason\":\"\"}]}\n\ndata: {\"choices\":[{\"delta\":{},\"finish_reason\":\"STOP\"}]}\n\ndata: [DONE]\n\n";

    private const string SseRead = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"},\"finish_reason\":null}]}\r\n\r\n: keep-alive\n\n"
        + "data: {\"choices\":[{\"delta\":{\"content\":\"ü 世界\"},\"finish_reason\":null}]}\n\ndata: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

    [Property(MaxTest = 200)]
    public bool However_the_bytes_arrive_the_client_reads_the_same(byte[] sizes, byte readSize)
    {
        var stream = Guard(new ChunkedSource(Encoding.UTF8.GetBytes(Sse), sizes), new SseInspector(null));
        return ReadAll(stream, (readSize % 50) + 1).GetAwaiter().GetResult() == SseRead;
    }

    [Fact]
    public async Task A_line_longer_than_the_buffer_passes_unchanged()
    {
        string line = $$"""{"message":{"content":"{{new string('x', 100_000)}}"},"done":true}""" + "\n";
        Assert.Equal(line, await ReadAll(Guard(new MemoryStream(Encoding.UTF8.GetBytes(line)), new NdjsonInspector(null)), 4096));
    }

    [Fact]
    public async Task A_last_line_without_a_line_break_counts()
    {
        const string Line = """{"done":true}""";
        Assert.Equal(Line, await ReadAll(Guard(new MemoryStream(Encoding.UTF8.GetBytes(Line)), new NdjsonInspector(null)), 64));
    }

    [Fact]
    public async Task Keep_alive_comments_are_no_silence()
    {
        var time = new FakeTimeProvider();
        var source = new Gate();
        await using var stream = Guard(source, new SseInspector(null), time);
        for (int i = 0; i < 5; i++)
        {
            var reading = stream.ReadAsync(new byte[64]).AsTask();
            time.Advance(TimeSpan.FromSeconds(9));
            source.Release(": keep-alive\n");
            Assert.Equal(13, await reading.WaitAsync(Make.Patience));
            time.Advance(TimeSpan.FromMinutes(5));
        }

        var silent = stream.ReadAsync(new byte[64]).AsTask();
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(EngineFault.TimedOut, (await Assert.ThrowsAsync<EngineException>(() => silent.WaitAsync(Make.Patience))).Fault);
    }

    [Fact]
    public async Task A_stream_of_tokens_costs_no_allocation_per_token()
    {
        var chunk = "data: {\"id\":\"1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"word\"},\"finish_reason\":null}]}\n\n"u8.ToArray();
        var stream = Guard(new Repeat(chunk, 20_000), new SseInspector(null));
        var buffer = new byte[4096];
        for (int i = 0; i < 100; i++)
            Assert.Equal(chunk.Length, await stream.ReadAsync(buffer));
        long before = GC.GetAllocatedBytesForCurrentThread();
        int read = 0;
        for (int i = 0; i < 10_000; i++)
            read += await stream.ReadAsync(buffer);
        long perToken = (GC.GetAllocatedBytesForCurrentThread() - before) / 10_000;
#if DEBUG
        // Unoptimised code allocates the state machines of its async methods.
        const long Allowed = 512;
#else
        const long Allowed = 0;
#endif
        Assert.Equal(10_000 * chunk.Length, read);
        Assert.InRange(perToken, 0, Allowed);
    }

    private static GuardedStream Guard(Stream source, StreamInspector inspector, TimeProvider? time = null) =>
        new(source, inspector, new EngineGuardOptions { IdleTimeout = TimeSpan.FromSeconds(10), Time = time ?? TimeProvider.System }, CancellationToken.None);

    private static async Task<string> ReadAll(Stream stream, int size)
    {
        var all = new MemoryStream();
        var buffer = new byte[size];
        for (int count = await stream.ReadAsync(buffer); count > 0; count = await stream.ReadAsync(buffer))
            all.Write(buffer, 0, count);
        return Encoding.UTF8.GetString(all.ToArray());
    }

    private sealed class Repeat(byte[] chunk, int times) : SourceStream
    {
        private int _left = times;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_left-- == 0)
                return ValueTask.FromResult(0);
            chunk.CopyTo(buffer);
            return ValueTask.FromResult(chunk.Length);
        }
    }

    private sealed class Gate : SourceStream
    {
        private TaskCompletionSource<byte[]> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release(string text)
        {
            var next = _next;
            _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
            next.SetResult(Encoding.UTF8.GetBytes(text));
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            byte[] bytes = await _next.Task.WaitAsync(cancellationToken);
            bytes.CopyTo(buffer);
            return bytes.Length;
        }
    }
}
