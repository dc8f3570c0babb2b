using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Orchestrator.Gateway;

/// <summary>
/// Writes server-sent events into the response's own pooled buffers. Nothing is sent before <see cref="FlushAsync"/>, so that events that come
/// together travel together.
/// </summary>
internal sealed class SseWriter : IDisposable
{
    private const int Enough = 16 * 1024, Framing = 8;

    private readonly PipeWriter _output;
    private readonly Utf8JsonWriter _json;
    private long _unsent;

    /// <summary>Starts the stream: the headers go out with the first flush.</summary>
    public SseWriter(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
        _output = response.BodyWriter;
        _json = new Utf8JsonWriter(_output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
    }

    /// <summary>True when so much is waiting that it should be sent, even if more comes at once: the wait for a slow reader is what bounds memory.</summary>
    public bool IsFull => _unsent >= Enough;

    /// <summary>Writes one event whose data is the JSON that <paramref name="write"/> writes.</summary>
    public void Write<TState>(TState state, Action<Utf8JsonWriter, TState> write)
    {
        _output.Write("data: "u8);
        _json.Reset(_output);
        write(_json, state);
        _json.Flush();
        _output.Write("\n\n"u8);
        _unsent += _json.BytesCommitted + Framing;
    }

    /// <summary>Writes one event with its name and id.</summary>
    public void Write<TState>(string name, string id, TState state, Action<Utf8JsonWriter, TState> write)
    {
        _output.Write("event: "u8);
        Ascii(name);
        _output.Write("\nid: "u8);
        Ascii(id);
        _output.Write("\n"u8);
        Write(state, write);
    }

    /// <summary>Writes data that is no JSON, in ASCII.</summary>
    public void WriteRaw(ReadOnlySpan<byte> data)
    {
        _output.Write("data: "u8);
        _output.Write(data);
        _output.Write("\n\n"u8);
    }

    /// <summary>Writes what readers ignore, to keep the connection open.</summary>
    public void WriteKeepAlive() => _output.Write(": \n\n"u8);

    /// <summary>Sends what was written; waits while the reader is slow.</summary>
    /// <exception cref="OperationCanceledException">The reader has gone.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        _unsent = 0;
        FlushResult result = await _output.FlushAsync(cancellationToken);
        if (result.IsCompleted || result.IsCanceled)
            throw new OperationCanceledException("The reader has gone.", cancellationToken);
    }

    public void Dispose() => _json.Dispose();

    private void Ascii(string text) => Encoding.ASCII.GetBytes(text, _output);
}
