using System.Collections.Frozen;
using System.Text;
using System.Text.Json;

namespace Orchestrator.Gateway;

/// <summary>Reads the caller's own notes on a task: an object of texts.</summary>
internal static class MetadataReader
{
    private const int MostEntries = 32, MostBytes = 8192;
    private static readonly IReadOnlyDictionary<string, string> None = FrozenDictionary<string, string>.Empty;

    public static IReadOnlyDictionary<string, string> Read(FieldReader reader, int field, FieldErrors errors)
    {
        if (!reader.Has(field))
            return None;
        JsonElement value = reader.Value(field);
        if (value.ValueKind != JsonValueKind.Object)
        {
            reader.Fail(field, $"must be an object of texts, not {JsonText.Describe(value)}");
            return None;
        }
        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        var count = 0;
        foreach (JsonProperty property in value.EnumerateObject())
        {
            if (++count > MostEntries)
                break;
            if (!JsonText.TryName(property, out var name))
                reader.Fail(field, "has a key that is not valid Unicode");
            else if (Wrong(property, name, entries) is { } wrong)
                errors.Add($"{reader.Path(field)}.{FieldText.Shorten(name)}", wrong);
        }
        if (count > MostEntries)
            reader.Fail(field, $"has more than {MostEntries} entries");
        var bytes = entries.Sum(entry => Encoding.UTF8.GetByteCount(entry.Key) + Encoding.UTF8.GetByteCount(entry.Value));
        if (bytes > MostBytes)
            reader.Fail(field, $"has {bytes} bytes of keys and values, allowed are {MostBytes}");
        return entries;
    }

    /// <summary>Takes one entry, or says what is wrong with it.</summary>
    private static string? Wrong(JsonProperty property, string name, Dictionary<string, string> entries)
    {
        if (property.Value.ValueKind != JsonValueKind.String)
            return $"must be a text, not {JsonText.Describe(property.Value)}";
        if (!JsonText.TryRead(property.Value, out var text) || text.Contains('\0') || name.Contains('\0'))
            return "must be valid Unicode without the character U+0000";
        return entries.TryAdd(name, text) ? null : "is given more than once";
    }
}
