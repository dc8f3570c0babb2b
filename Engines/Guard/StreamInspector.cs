using System.Net;
using System.Text;
using System.Text.Json;
using Orchestrator.Routing;

namespace Orchestrator.Engines;

/// <summary>Looks at every line of a streamed answer: throws for errors, notices the end. Not thread-safe; one per stream.</summary>
internal abstract class StreamInspector(string? secret)
{
    /// <summary>True once the engine said that the answer is whole.</summary>
    protected bool Complete { get; set; }

    /// <summary>Takes one line without its line break.</summary>
    /// <returns>What to hand on in its place; null for the line itself.</returns>
    /// <exception cref="EngineException">The line reports an error.</exception>
    public abstract byte[]? Inspect(ReadOnlySpan<byte> line);

    /// <exception cref="EngineException">The stream ended before the answer did.</exception>
    public virtual void ThrowIfIncomplete()
    {
        if (!Complete)
            throw new EngineException(EngineFault.Broken, "the stream ended before the answer was complete");
    }

    /// <summary>Throws when <paramref name="json"/> reports an error instead of an answer.</summary>
    protected void ThrowIfError(ReadOnlySpan<byte> json)
    {
        // The quotes make sure that a text which merely speaks of an error is not meant: inside a string they are escaped.
        if (json.IndexOf("\"error\""u8) < 0)
            return;
        var reader = new Utf8JsonReader(json);
        try
        {
            using var document = JsonDocument.ParseValue(ref reader);
            if (ErrorBody.Reports(document.RootElement))
                throw ErrorBody.Read(document.RootElement, HttpStatusCode.InternalServerError, null).ToException(secret);
        }
        catch (JsonException)
        {
            throw new EngineException(EngineFault.Broken, Redactor.Clean(Encoding.UTF8.GetString(json), secret));
        }
    }
}
