using System.Buffers;
using System.Text.Json;

namespace Orchestrator.Grains.Stores;

/// <summary>Documents as JSON in UTF-8, byte for byte as the serializer writes them under <see cref="StoreJson"/>, at a fraction of the time: its converters keep it from generating code that writes.</summary>
/// <param name="json">Its output is replaced.</param>
internal sealed class JsonDocumentWriter(Utf8JsonWriter json) : DocumentWriter
{
    private const int MostKept = 64 * 1024;

    private ArrayBufferWriter<byte> _buffer = new(4096);

    /// <summary>A document whose <paramref name="members"/> write JSON and nothing else.</summary>
    public byte[] JsonDocument<T>(T value, Action<Utf8JsonWriter, T> members)
    {
        Begin();
        json.WriteStartObject();
        members(json, value);
        json.WriteEndObject();
        return End();
    }

    /// <summary>The JSON of a compact document; holds until this writer is used again.</summary>
    public ReadOnlySpan<byte> JsonOf(ReadOnlyMemory<byte> compact)
    {
        Begin();
        CompactDocuments.ToJson(compact, json);
        json.Flush();
        return _buffer.WrittenSpan;
    }

    public override void Write(MemberName name, bool value) => json.WriteBoolean(name.Utf8, value);

    protected override void Begin()
    {
        _buffer.ResetWrittenCount();
        json.Reset(_buffer);
    }

    protected override byte[] End()
    {
        json.Flush();
        var document = _buffer.WrittenSpan.ToArray();
        if (_buffer.Capacity > MostKept)
            _buffer = new ArrayBufferWriter<byte>(4096);
        return document;
    }

    protected override void Text(MemberName name, string value) => json.WriteString(name.Utf8, value);

    protected override void Number(MemberName name, int value) => json.WriteNumber(name.Utf8, value);

    protected override void Number(MemberName name, double value) => json.Write(name.Utf8, value);

    protected override void Amount(MemberName name, decimal value) => json.WriteNumber(name.Utf8, value);

    protected override void Time(MemberName name, DateTimeOffset value) => json.WriteString(name.Utf8, value);

    protected override void StartObject(MemberName? name = null)
    {
        if (name is null)
            json.WriteStartObject();
        else
            json.WriteStartObject(name.Utf8);
    }

    protected override void EndObject() => json.WriteEndObject();

    protected override void StartList(MemberName name) => json.WriteStartArray(name.Utf8);

    protected override void EndList() => json.WriteEndArray();
}
