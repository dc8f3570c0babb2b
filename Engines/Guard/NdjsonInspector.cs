namespace Orchestrator.Engines;

/// <summary>One JSON object per line, as Ollama streams: the last has <c>"done":true</c>, of a download <c>"status":"success"</c>.</summary>
internal sealed class NdjsonInspector(string? secret) : StreamInspector(secret)
{
    public override byte[]? Inspect(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty)
            return null;
        ThrowIfError(line);
        Complete |= JsonScan.After(line, "\"done\""u8).StartsWith("true"u8) || JsonScan.After(line, "\"status\""u8).StartsWith("\"success\""u8);
        return null;
    }
}
