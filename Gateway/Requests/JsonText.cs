using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Orchestrator.Gateway;

/// <summary>Reads strings of a parsed body that may not be valid Unicode.</summary>
internal static class JsonText
{
    /// <summary>False when the string has half of a surrogate pair or invalid UTF-8.</summary>
    public static bool TryRead(JsonElement element, [NotNullWhen(true)] out string? text)
    {
        try
        {
            text = element.GetString();
        }
        catch (InvalidOperationException)
        {
            text = null;
        }
        return text is not null;
    }

    /// <summary>False when the name has half of a surrogate pair or invalid UTF-8.</summary>
    public static bool TryName(JsonProperty property, [NotNullWhen(true)] out string? name)
    {
        try
        {
            name = property.Name;
            return true;
        }
        catch (InvalidOperationException)
        {
            name = null;
            return false;
        }
    }

    /// <summary>True when every name and every text in a value of any shape is valid Unicode, so that it may be looked into and handed on.</summary>
    public static bool IsSound(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => TryRead(element, out _),
        JsonValueKind.Array => element.EnumerateArray().All(IsSound),
        JsonValueKind.Object => element.EnumerateObject().All(static property => TryName(property, out _) && IsSound(property.Value)),
        _ => true,
    };

    /// <summary>What a value is, for a message; short values are shown as they were written.</summary>
    public static string Describe(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => TryRead(element, out var text) ? $"'{FieldText.Shorten(text)}'" : "a text that is not valid Unicode",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number => FieldText.Shorten(element.GetRawText()),
        _ => "null",
    };
}
