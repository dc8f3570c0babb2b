using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestrator.Grains.Stores;

/// <summary>Writes an enum in stored JSON by its wire name.</summary>
internal sealed class WireNameConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        WireNames.TryParse(reader.GetString(), out T value)
            ? value
            : throw new JsonException($"A stored value is not one of {WireNames.Allowed<T>()}.");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(WireNames.Of(value));
}
