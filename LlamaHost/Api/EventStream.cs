using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Orchestrator.LlamaHost;

/// <summary>Server-sent events. Sent events reach the client at the next flush.</summary>
internal sealed class EventStream(HttpResponse response)
{
    private PipeWriter? _writer;

    public async Task SendAsync<T>(T value, JsonTypeInfo<T> type)
    {
        Write("data: "u8);
        await JsonSerializer.SerializeAsync(_writer!, value, type, response.HttpContext.RequestAborted);
        Write("\n\n"u8);
    }

    public Task SendAsync(byte[] frame)
    {
        Write(frame);
        return Task.CompletedTask;
    }

    public async Task FlushAsync() => await _writer!.FlushAsync(response.HttpContext.RequestAborted);

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (_writer is null)
        {
            response.ContentType = "text/event-stream; charset=utf-8";
            response.Headers.CacheControl = "no-cache";
            _writer = response.BodyWriter;
        }

        bytes.CopyTo(_writer.GetSpan(bytes.Length));
        _writer.Advance(bytes.Length);
    }
}
