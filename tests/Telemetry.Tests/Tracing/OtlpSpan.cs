using System.Text;

namespace Orchestrator.Telemetry.Tests.Tracing;

/// <summary>A span as it was sent: the few fields these tests look at, read from the wire format of protocol buffers.</summary>
internal sealed record OtlpSpan(string TraceId, string SpanId, string ParentId, string Source, string Name)
{
    // Field numbers of opentelemetry/proto/trace/v1/trace.proto.
    private const int ResourceSpans = 1, ScopeSpans = 2, Scope = 1, Spans = 2, ScopeName = 1, Trace = 1, Id = 2, Parent = 4, Label = 5;

    public static IEnumerable<OtlpSpan> Parse(byte[] request)
    {
        foreach (var scoped in Fields(request).Where(field => field.Number == ResourceSpans).SelectMany(field => Fields(field.Bytes)).Where(field => field.Number == ScopeSpans))
        {
            var fields = Fields(scoped.Bytes).ToList();
            var source = Text(Fields(fields.FirstOrDefault(field => field.Number == Scope).Bytes ?? []), ScopeName);
            foreach (var span in fields.Where(field => field.Number == Spans).Select(field => Fields(field.Bytes).ToList()))
                yield return new OtlpSpan(Hex(span, Trace), Hex(span, Id), Hex(span, Parent), source, Text(span, Label));
        }
    }

    private static string Text(IEnumerable<(int Number, byte[] Bytes)> fields, int number) =>
        Encoding.UTF8.GetString(fields.FirstOrDefault(field => field.Number == number).Bytes ?? []);

    private static string Hex(IEnumerable<(int Number, byte[] Bytes)> fields, int number) =>
        Convert.ToHexStringLower(fields.FirstOrDefault(field => field.Number == number).Bytes ?? []);

    private static IEnumerable<(int Number, byte[] Bytes)> Fields(byte[] message)
    {
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message, ref at);
            var length = (tag & 7) switch
            {
                0 => 0,
                1 => sizeof(ulong),
                2 => (int)Varint(message, ref at),
                5 => sizeof(uint),
                _ => throw new InvalidDataException($"Wire type {tag & 7} is not used by OTLP."),
            };
            if ((tag & 7) == 0)
                Varint(message, ref at);
            yield return ((int)(tag >> 3), message[at..(at + length)]);
            at += length;
        }
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }
    }
}
