using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text.Json;

namespace Orchestrator.Gateway;

/// <summary>A request's JSON body, parsed in place. Dispose it when its values have been read.</summary>
internal sealed class JsonBody : IDisposable
{
    private readonly PipeReader _reader;
    private readonly ReadOnlySequence<byte> _bytes;
    private readonly JsonDocument _document;

    private JsonBody(PipeReader reader, ReadOnlySequence<byte> bytes, JsonDocument document)
    {
        _reader = reader;
        _bytes = bytes;
        _document = document;
    }

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public JsonElement Root => _document.RootElement;

    /// <summary>Reads the whole body.</summary>
    /// <exception cref="ProblemException">It is no JSON (400), or longer than the endpoint's limit (413), with or without a Content-Length.</exception>
    public static async ValueTask<JsonBody> ReadAsync(HttpContext context)
    {
        var limit = BodyLimit.Of(context);
        if (context.Request.ContentLength > limit)
            throw new ProblemException(Problem.PayloadTooLarge(limit));
        PipeReader reader = context.Request.BodyReader;
        while (true)
        {
            ReadResult read = await ReadMoreAsync(reader, limit, context.RequestAborted);
            if (read.Buffer.Length > limit)
            {
                reader.AdvanceTo(read.Buffer.End);
                throw new ProblemException(Problem.PayloadTooLarge(limit));
            }
            if (read.IsCompleted)
                return new JsonBody(reader, read.Buffer, Parse(reader, read.Buffer));
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>SHA-256 of the body as it was sent, in hex.</summary>
    public string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ReadOnlyMemory<byte> segment in _bytes)
            hash.AppendData(segment.Span);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return Convert.ToHexStringLower(digest);
    }

    public void Dispose()
    {
        _document.Dispose();
        _reader.AdvanceTo(_bytes.End);
    }

    private static async ValueTask<ReadResult> ReadMoreAsync(PipeReader reader, int limit, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(cancellationToken);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            // Tiny chunks: what is on the wire passed the server's limit before the body passed ours.
            throw new ProblemException(Problem.PayloadTooLarge(limit));
        }
        catch (IOException exception) when (exception is not BadHttpRequestException && !cancellationToken.IsCancellationRequested)
        {
            // The server's name for a chunk whose size is no number it can hold.
            throw new ProblemException(Problem.MalformedJson("cannot be read: its chunks are not valid"));
        }
    }

    private static JsonDocument Parse(PipeReader reader, ReadOnlySequence<byte> bytes)
    {
        try
        {
            return JsonDocument.Parse(WithoutByteOrderMark(bytes));
        }
        catch (JsonException exception)
        {
            reader.AdvanceTo(bytes.End);
            throw new ProblemException(Problem.MalformedJson(Explain(bytes, exception)));
        }
    }

    private static ReadOnlySequence<byte> WithoutByteOrderMark(ReadOnlySequence<byte> bytes)
    {
        Span<byte> start = stackalloc byte[3];
        if (bytes.Length < start.Length)
            return bytes;
        bytes.Slice(0, start.Length).CopyTo(start);
        return start.SequenceEqual(ByteOrderMark) ? bytes.Slice(start.Length) : bytes;
    }

    /// <summary>Said anew, because the parser's own messages are meant for its programmers.</summary>
    private static string Explain(ReadOnlySequence<byte> bytes, JsonException exception) => bytes.IsEmpty
        ? "is empty"
        : $"is not valid JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}), or nested deeper than 64 levels";
}
