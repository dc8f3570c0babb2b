using System.Text;

namespace Orchestrator.Silo;

/// <summary>
/// Lines on their way to an output, written together every <see cref="Delay"/>: a process that is killed loses as much, one that ends nothing. When the output
/// is slower than the writers, they wait for it. Thread-safe.
/// </summary>
internal sealed class LineBuffer : IDisposable
{
    public static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(50);

    private const int Full = 256 * 1024;

    private static readonly Lazy<LineBuffer> Shared = new(OfStandardOutput);

    private readonly Stream _output;
    private readonly ITimer _timer;
    private readonly Lock _adding = new();
    private readonly Lock _writing = new();
    private StringBuilder _text = new();
    private StringBuilder _spare = new();
    private readonly Encoder _encoder = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetEncoder();
    private byte[] _bytes = new byte[4096];
    private bool _due;

    public LineBuffer(Stream output, TimeProvider time)
    {
        _output = output;
        _timer = time.CreateTimer(static state => ((LineBuffer)state!).Flush(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The process's own output; written out when the process ends, in good order or not.</summary>
    public static LineBuffer StandardOutput => Shared.Value;

    public void Add(StringBuilder lines)
    {
        bool full;
        lock (_adding)
        {
            _text.Append(lines);
            full = _text.Length >= Full;
            if (!_due)
            {
                _due = true;
                _timer.Change(Delay, Timeout.InfiniteTimeSpan);
            }
        }

        if (full)
            Flush();
    }

    /// <summary>Writes what there is; returns when it is written.</summary>
    public void Flush()
    {
        lock (_writing)
        {
            lock (_adding)
            {
                (_text, _spare) = (_spare, _text);
                _due = false;
            }

            try
            {
                foreach (var chunk in _spare.GetChunks())
                    Write(chunk.Span);
                _output.Flush();
            }
            catch (IOException)
            {
                // A full disk behind the output must not stop the work that is logged.
            }

            _spare.Clear();
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        Flush();
    }

    private static LineBuffer OfStandardOutput()
    {
        var lines = new LineBuffer(Console.OpenStandardOutput(), TimeProvider.System);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => lines.Flush();
        AppDomain.CurrentDomain.UnhandledException += (_, _) => lines.Flush();
        return lines;
    }

    private void Write(ReadOnlySpan<char> text)
    {
        var longest = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (_bytes.Length < longest)
            _bytes = new byte[longest];
        // A character of two halves may lie across two pieces: the encoder keeps the first.
        _output.Write(_bytes.AsSpan(0, _encoder.GetBytes(text, _bytes, flush: false)));
    }
}
