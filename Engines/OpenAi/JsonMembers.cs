using System.Text.Json;

namespace Orchestrator.Engines;

/// <summary>
/// Walks JSON whose types nobody guarantees. A method starts on the name of a member and ends on the last token of its value; a value of another type is
/// skipped.
/// </summary>
internal static class JsonMembers
{
    /// <summary>Steps to the next member of the object the reader is in; false at its end.</summary>
    public static bool Next(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>Steps into the next object of the array the reader is in, past elements of another type; false at the array's end.</summary>
    public static bool NextObject(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
                return true;
            reader.Skip();
        }

        return false;
    }

    /// <summary>Steps into the value when it opens as <paramref name="opening"/>; false when it is something else.</summary>
    public static bool Enter(ref Utf8JsonReader reader, JsonTokenType opening)
    {
        reader.Read();
        if (reader.TokenType == opening)
            return true;
        reader.Skip();
        return false;
    }

    /// <summary>A string that is not empty; null for anything else.</summary>
    public static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        return Here(ref reader);
    }

    /// <summary>The same of the value the reader stands on.</summary>
    public static string? Here(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
            return reader.ValueSpan.IsEmpty ? null : reader.GetString();
        reader.Skip();
        return null;
    }

    /// <summary>A whole number; null for anything else.</summary>
    public static long? Number(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number)
            return reader.TryGetInt64(out long number) ? number : null;
        reader.Skip();
        return null;
    }
}
