using System.Buffers;
using System.Runtime.CompilerServices;
using Orchestrator.Routing;

namespace Orchestrator.Engines;

/// <summary>
/// Hands a streamed body on line by line, after an inspector has seen each line. Works in one pooled buffer: lines that pass are copied straight from it,
/// and a stream of tokens costs no allocation of its own per token.
/// </summary>
internal sealed class GuardedStream : Stream
{
    private const int LongestLine = 16 * 1024 * 1024;

    // Who may touch the buffer: nobody does, a read does, or nobody will again.
    private const int Idle = 0, Reading = 1, Disposed = 2;

    private readonly Stream _source;
    private readonly StreamInspector _inspector;
    private readonly EngineGuardOptions _options;
    private readonly CancellationToken _call;
    // Without a timer of its own it holds nothing that would have to be disposed.
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenRegistration _callRegistration;
    private readonly SilenceWatch _silence;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(8192);
    private int _start;      // next byte to hand on
    private int _inspected;  // end of the lines that may be handed on
    private int _end;        // end of the bytes received
    private bool _ended;
    private int _use = Idle;
    private CancellationToken _reader;
    private CancellationTokenRegistration _readerRegistration;

    public GuardedStream(Stream source, StreamInspector inspector, EngineGuardOptions options, CancellationToken call)
    {
        (_source, _inspector, _options, _call) = (source, inspector, options, call);
        _silence = new SilenceWatch(options.IdleTimeout, _stop, options.Time);
        _callRegistration = _stop.EndWith(call);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Interlocked.CompareExchange(ref _use, Reading, Idle) != Idle)
            return 0;
        try
        {
            while (_start == _inspected && !_ended)
            {
                MakeRoom();
                int received = await Receive(cancellationToken);
                _end += received;
                _ended = received == 0;
                Inspect();
                if (_ended)
                    _inspector.ThrowIfIncomplete();
            }

            int count = Math.Min(buffer.Length, _inspected - _start);
            _buffer.AsSpan(_start, count).CopyTo(buffer.Span);
            _start += count;
            return count;
        }
        finally
        {
            Interlocked.CompareExchange(ref _use, Idle, Reading);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _use, Disposed) is var use and not Disposed)
        {
            _source.Dispose();
            _callRegistration.Dispose();
            _readerRegistration.Dispose();
            _silence.Dispose();
            // A read that is still under way works in the buffer until it notices: then the pool does without it.
            if (use == Idle)
                ArrayPool<byte>.Shared.Return(_buffer);
        }

        base.Dispose(disposing);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> Receive(CancellationToken cancellationToken)
    {
        try
        {
            var reading = _source.ReadAsync(_buffer.AsMemory(_end), _stop.Token);
            if (reading.IsCompletedSuccessfully)
                return await reading;
            if (cancellationToken != _reader)
            {
                // The same for every read of an answer: one registration serves them all.
                await _readerRegistration.DisposeAsync();
                (_reader, _readerRegistration) = (cancellationToken, _stop.EndWith(cancellationToken));
            }

            _silence.Begin();
            try
            {
                return await reading;
            }
            finally
            {
                _silence.End();
            }
        }
        catch (Exception exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _call.ThrowIfCancellationRequested();
            throw EngineGuardHandler.Translate(exception, _silence.WasTooLong, _options);
        }
    }

    // Everything before _inspected has been handed on: what is left is the start of a line.
    private void MakeRoom()
    {
        int rest = _end - _inspected;
        if (_inspected > 0)
        {
            _buffer.AsSpan(_inspected, rest).CopyTo(_buffer);
            (_start, _inspected, _end) = (0, 0, rest);
        }

        if (_end == _buffer.Length)
            Grow(_buffer.Length * 2);
    }

    private void Grow(int size)
    {
        if (size > LongestLine)
            throw new EngineException(EngineFault.Broken, $"a line of the answer is longer than {LongestLine / (1024 * 1024)} MiB");
        byte[] larger = ArrayPool<byte>.Shared.Rent(size);
        _buffer.AsSpan(0, _end).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private void Inspect()
    {
        while (_inspected < _end)
        {
            int newline = _buffer.AsSpan(_inspected, _end - _inspected).IndexOf((byte)'\n');
            if (newline < 0 && !_ended)
                return;
            int length = newline < 0 ? _end - _inspected : newline;
            var replacement = _inspector.Inspect(_buffer.AsSpan(_inspected, length));
            if (replacement is not null)
            {
                Splice(length, replacement);
                length = replacement.Length;
            }

            _inspected += newline < 0 ? length : length + 1;
        }
    }

    // Rare: a line whose finish reason the client library would not understand.
    private void Splice(int length, byte[] replacement)
    {
        int change = replacement.Length - length;
        if (_end + change > _buffer.Length)
            Grow(_end + change);
        _buffer.AsSpan(_inspected + length, _end - _inspected - length).CopyTo(_buffer.AsSpan(_inspected + replacement.Length));
        replacement.CopyTo(_buffer.AsSpan(_inspected));
        _end += change;
    }
}
