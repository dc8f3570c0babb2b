namespace Orchestrator.Engines.Tests;

/// <summary>The body of an answer, as a test wants it to arrive.</summary>
internal abstract class SourceStream : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>Hands out <paramref name="all"/> in pieces of the sizes given, over and over.</summary>
internal sealed class ChunkedSource(byte[] all, byte[] sizes) : SourceStream
{
    private int _at;
    private int _turn;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int wanted = sizes.Length == 0 ? all.Length : (sizes[_turn++ % sizes.Length] % 40) + 1;
        int count = Math.Min(Math.Min(wanted, buffer.Length), all.Length - _at);
        all.AsSpan(_at, count).CopyTo(buffer.Span);
        _at += count;
        return ValueTask.FromResult(count);
    }
}
