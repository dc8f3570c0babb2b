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

    protected override void Name(MemberName name) => json.WritePropertyName(name.Utf8);

    protected override void Value(string value) => json.WriteStringValue(value);

    protected override void Value(bool value) => json.WriteBooleanValue(value);

    protected override void Value(int value) => json.WriteNumberValue(value);

    protected override void Value(double value) => json.WriteNumberOrName(value);

    protected override void Value(decimal value) => json.WriteNumberValue(value);

    protected override void Value(DateTimeOffset value) => json.WriteStringValue(value);

    protected override void StartObject() => json.WriteStartObject();

    protected override void EndObject() => json.WriteEndObject();

    protected override void StartList() => json.WriteStartArray();

    protected override void EndList() => json.WriteEndArray();
}
