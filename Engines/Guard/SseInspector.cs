using System.Text;
using Orchestrator.Routing;

namespace Orchestrator.Engines;

/// <summary>Server-sent events as OpenAI streams them: <c>data: {…}</c> lines, a finish reason in the last choice, then <c>data: [DONE]</c>.</summary>
internal sealed class SseInspector(string? secret) : StreamInspector(secret)
{
    private readonly string? _secret = secret;
    private bool _sawChoice;

    public override byte[]? Inspect(ReadOnlySpan<byte> line)
    {
        line = line.TrimEnd("\r \t"u8);
        if (line.StartsWith("error:"u8))
            ThrowIfError(Payload(line, 6));
        if (!line.StartsWith("data:"u8))
            return null;
        var data = Payload(line, 5);
        if (data.SequenceEqual("[DONE]"u8))
        {
            // The client library reads no further than this line.
            Complete = true;
            ThrowIfIncomplete();
            return null;
        }

        ThrowIfError(data);
        return FinishReason(line, data);
    }

    public override void ThrowIfIncomplete()
    {
        base.ThrowIfIncomplete();
        if (!_sawChoice)
            throw new EngineException(EngineFault.Refused, "the answer holds no choice: a safety filter blocked it");
    }

    private static ReadOnlySpan<byte> Payload(ReadOnlySpan<byte> line, int prefix) => line[prefix..].Trim(" \t"u8);

    private byte[]? FinishReason(ReadOnlySpan<byte> line, ReadOnlySpan<byte> data)
    {
        var value = JsonScan.After(data, "\"finish_reason\""u8);
        _sawChoice = _sawChoice || !value.IsEmpty || data.IndexOf("\"delta\""u8) >= 0;
        if (!value.StartsWith("\""u8))
            return null;
        int close = value[1..].IndexOf((byte)'"');
        if (close < 0)
            return null;
        var given = value.Slice(1, close);
        if (!FinishReasons.IsStandard(given))
            return Rewrite(line, value, given);
        Complete = true;
        return null;
    }

    private byte[] Rewrite(ReadOnlySpan<byte> line, ReadOnlySpan<byte> value, ReadOnlySpan<byte> given)
    {
        string reason = Encoding.UTF8.GetString(given);
        string? standard = FinishReasons.ToStandard(reason)
            ?? throw new EngineException(EngineFault.Broken, Redactor.Clean($"the answer ended with the reason '{reason}'", _secret));
        Complete |= standard.Length > 0;
        var replacement = Encoding.UTF8.GetBytes(standard.Length == 0 ? "null" : $"\"{standard}\"");

        // `value` runs to the end of the payload, which ends where the trimmed line does.
        int from = line.Length - value.Length;
        return [.. line[..from], .. replacement, .. line[(from + given.Length + 2)..]];
    }
}
