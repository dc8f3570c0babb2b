using System.Formats.Cbor;

namespace Orchestrator.Grains.Stores;

/// <summary>
/// Documents as CBOR (RFC 8949) with the numbers of their members in place of names, and every text written once: a third of the same JSON. Says exactly what the
/// JSON says, see <see cref="CompactDocuments"/>.
/// </summary>
internal sealed class CompactDocumentWriter : DocumentWriter
{
    private const int MostKept = 64 * 1024;

    private readonly List<string> _texts = [];
    private CborWriter _cbor = Writer();

    protected override void Begin()
    {
        _cbor.Reset();
        _texts.Clear();
    }

    protected override byte[] End()
    {
        var document = _cbor.Encode();
        if (document.Length > MostKept)
            _cbor = Writer();
        return document;
    }

    protected override void Name(MemberName name) => _cbor.WriteInt32(name.Number);

    protected override void Value(string value)
    {
        if (value.Length < CompactDocuments.ShortestRepeated)
        {
            _cbor.WriteTextString(value);
        }
        else if (_texts.IndexOf(value) is >= 0 and var earlier)
        {
            _cbor.WriteTag(CompactDocuments.TextAgain);
            _cbor.WriteInt32(earlier);
        }
        else
        {
            _texts.Add(value);
            _cbor.WriteTextString(value);
        }
    }

    protected override void Value(bool value) => _cbor.WriteBoolean(value);

    protected override void Value(int value) => _cbor.WriteInt32(value);

    protected override void Value(double value) => _cbor.WriteDouble(value);

    protected override void Value(decimal value) => _cbor.WriteDecimal(value);

    protected override void Value(DateTimeOffset value)
    {
        _cbor.WriteTag(CompactDocuments.Time);
        _cbor.WriteStartArray(2);
        _cbor.WriteInt64(value.Ticks);
        _cbor.WriteInt32((int)value.Offset.TotalMinutes);
        _cbor.WriteEndArray();
    }

    protected override void StartObject() => _cbor.WriteStartMap(null);

    protected override void EndObject() => _cbor.WriteEndMap();

    protected override void StartList() => _cbor.WriteStartArray(null);

    protected override void EndList() => _cbor.WriteEndArray();

    private static CborWriter Writer() => new(CborConformanceMode.Lax, initialCapacity: 4096);
}
