using System.Collections.Frozen;
using System.Text.Json;

namespace Orchestrator.Grains.Stores;

/// <summary>
/// Members of documents written by hand, byte for byte as the serializer writes them under <see cref="StoreJson"/>: null is left out, an enum is its wire name,
/// and a double that JSON has no number for is a name in quotes.
/// </summary>
internal static class JsonMembers
{
    private static class WireTexts<T>
        where T : struct, Enum
    {
        public static readonly FrozenDictionary<T, JsonEncodedText> Of =
            Enum.GetValues<T>().ToFrozenDictionary(value => value, value => JsonEncodedText.Encode(WireNames.Of(value)));
    }

    public static void Write(this Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }

    public static void Write(this Utf8JsonWriter json, ReadOnlySpan<byte> name, int? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
    }

    public static void Write(this Utf8JsonWriter json, ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
    }

    public static void Write(this Utf8JsonWriter json, ReadOnlySpan<byte> name, decimal? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
    }

    public static void Write(this Utf8JsonWriter json, ReadOnlySpan<byte> name, double? value)
    {
        if (value is not { } number)
            return;
        json.WritePropertyName(name);
        json.WriteNumberOrName(number);
    }

    public static void WriteNumberOrName(this Utf8JsonWriter json, double number)
    {
        if (double.IsFinite(number))
            json.WriteNumberValue(number);
        else
            json.WriteStringValue(double.IsNaN(number) ? "NaN"u8 : number > 0 ? "Infinity"u8 : "-Infinity"u8);
    }

    public static void Write<T>(this Utf8JsonWriter json, ReadOnlySpan<byte> name, T value)
        where T : struct, Enum => json.WriteString(name, WireTexts<T>.Of[value]);

    public static void Write<T>(this Utf8JsonWriter json, ReadOnlySpan<byte> name, T? value)
        where T : struct, Enum
    {
        if (value is { } known)
            json.Write(name, known);
    }

    /// <summary>An object; <paramref name="members"/> writes what is in it.</summary>
    public static void Write<T>(this Utf8JsonWriter json, ReadOnlySpan<byte> name, T? value, Action<Utf8JsonWriter, T> members)
    {
        if (value is null)
            return;
        json.WriteStartObject(name);
        members(json, value);
        json.WriteEndObject();
    }

    /// <summary>A list of objects.</summary>
    public static void WriteAll<T>(this Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<T>? values, Action<Utf8JsonWriter, T> members)
    {
        if (values is null)
            return;
        json.WriteStartArray(name);
        for (var i = 0; i < values.Count; i++)
        {
            json.WriteStartObject();
            members(json, values[i]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>A list of texts.</summary>
    public static void WriteAll(this Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<string>? values)
    {
        if (values is null)
            return;
        json.WriteStartArray(name);
        for (var i = 0; i < values.Count; i++)
            json.WriteStringValue(values[i]);
        json.WriteEndArray();
    }
}
