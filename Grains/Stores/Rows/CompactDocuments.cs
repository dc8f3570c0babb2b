using System.Formats.Cbor;
using System.Globalization;
using System.Text.Json;

namespace Orchestrator.Grains.Stores;

/// <summary>Turns what <see cref="CompactDocumentWriter"/> wrote into the JSON it stands for.</summary>
internal static class CompactDocuments
{
    /// <summary>Before the number of a text that was written before, counted from 0 (a registered tag).</summary>
    public const CborTag TextAgain = (CborTag)25;

    /// <summary>Before the ticks of a local time and its offset in minutes. A number nobody has registered: these documents are read by nobody else.</summary>
    public const CborTag Time = (CborTag)200;

    /// <summary>UTF-16 code units from which on a text is not written again.</summary>
    public const int ShortestRepeated = 4;

    /// <exception cref="CborContentException">It is no such document.</exception>
    public static void ToJson(ReadOnlyMemory<byte> document, Utf8JsonWriter to) => Value(new CborReader(document, CborConformanceMode.Lax), to, []);

    private static void Value(CborReader from, Utf8JsonWriter to, List<string> texts)
    {
        switch (from.PeekState())
        {
            case CborReaderState.StartMap:
                Members(from, to, texts);
                break;
            case CborReaderState.StartArray:
                Items(from, to, texts);
                break;
            case CborReaderState.TextString:
                var text = from.ReadTextString();
                if (text.Length >= ShortestRepeated)
                    texts.Add(text);
                to.WriteStringValue(text);
                break;
            case CborReaderState.Boolean:
                to.WriteBooleanValue(from.ReadBoolean());
                break;
            case CborReaderState.HalfPrecisionFloat or CborReaderState.SinglePrecisionFloat or CborReaderState.DoublePrecisionFloat:
                to.WriteNumberOrName(from.ReadDouble());
                break;
            case CborReaderState.Tag:
                Tagged(from, to, texts);
                break;
            default:
                to.WriteNumberValue(from.ReadInt64());
                break;
        }
    }

    private static void Members(CborReader from, Utf8JsonWriter to, List<string> texts)
    {
        from.ReadStartMap();
        to.WriteStartObject();
        while (from.PeekState() != CborReaderState.EndMap)
        {
            WriteName(from.ReadInt32(), to);
            Value(from, to, texts);
        }

        to.WriteEndObject();
        from.ReadEndMap();
    }

    private static void Items(CborReader from, Utf8JsonWriter to, List<string> texts)
    {
        from.ReadStartArray();
        to.WriteStartArray();
        while (from.PeekState() != CborReaderState.EndArray)
            Value(from, to, texts);
        to.WriteEndArray();
        from.ReadEndArray();
    }

    private static void Tagged(CborReader from, Utf8JsonWriter to, List<string> texts)
    {
        switch (from.PeekTag())
        {
            case TextAgain:
                from.ReadTag();
                to.WriteStringValue(Earlier(texts, from.ReadInt32()));
                break;
            case Time:
                from.ReadTag();
                from.ReadStartArray();
                to.WriteStringValue(new DateTimeOffset(from.ReadInt64(), TimeSpan.FromMinutes(from.ReadInt32())));
                from.ReadEndArray();
                break;
            default:
                to.WriteNumberValue(from.ReadDecimal());
                break;
        }
    }

    private static string Earlier(List<string> texts, int number) =>
        (uint)number < (uint)texts.Count ? texts[number] : throw new CborContentException($"The document repeats text {number}, but holds {texts.Count}.");

    /// <summary>A newer program's member gets a name that nobody looks for: it is passed over like one of JSON, and texts in it are counted.</summary>
    private static void WriteName(int number, Utf8JsonWriter to)
    {
        if ((uint)number < (uint)MemberName.All.Count)
            to.WritePropertyName(MemberName.All[number].Utf8);
        else
            to.WritePropertyName(string.Create(CultureInfo.InvariantCulture, $"member_{number}"));
    }
}
