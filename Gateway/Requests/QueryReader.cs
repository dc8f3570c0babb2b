using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Orchestrator.Gateway;

/// <summary>Reads query parameters; whatever is wrong goes to the errors. An empty parameter is as good as none.</summary>
internal sealed class QueryReader(IQueryCollection query)
{
    private static readonly string[] Times = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd"];

    public FieldErrors Errors { get; } = new();

    public string? Text(string name, int max)
    {
        StringValues values = query[name];
        if (values.Count > 1)
        {
            Errors.Add(name, "is given more than once");
            return null;
        }
        var text = values.Count == 1 ? values[0] : null;
        if (text?.Length > max)
        {
            Errors.Add(name, $"has {text.Length} characters, allowed are {max}");
            return null;
        }
        return string.IsNullOrEmpty(text) ? null : text.Replace("\0", "", StringComparison.Ordinal);
    }

    public T? Enum<T>(string name)
        where T : struct, Enum
    {
        if (Text(name, 256) is not { } text)
            return null;
        if (WireNames.TryParse(text, out T value))
            return value;
        Errors.Add(name, $"'{FieldText.Shorten(text)}' is not one of {WireNames.Allowed<T>()}");
        return null;
    }

    public int Integer(string name, int fallback, int min, int max)
    {
        if (Text(name, 256) is not { } text)
            return fallback;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max)
            return value;
        Errors.Add(name, $"must be a whole number from {min} to {max}, not '{FieldText.Shorten(text)}'");
        return fallback;
    }

    public bool Flag(string name)
    {
        if (Text(name, 256) is not { } text)
            return false;
        if (text is not ("true" or "false"))
            Errors.Add(name, $"must be true or false, not '{FieldText.Shorten(text)}'");
        return text == "true";
    }

    public Guid? Id(string name)
    {
        if (Text(name, 256) is not { } text)
            return null;
        if (Guid.TryParse(text, out Guid value))
            return value;
        Errors.Add(name, $"must be an id such as 550e8400-e29b-41d4-a716-446655440000, not '{FieldText.Shorten(text)}'");
        return null;
    }

    /// <summary>A time with its offset, or a day (UTC). A plus sign that was sent unescaped arrives as a space.</summary>
    public DateTimeOffset? Time(string name)
    {
        if (Text(name, 256) is not { } text)
            return null;
        if (DateTimeOffset.TryParseExact(text.Replace(' ', '+'), Times, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset value))
            return value;
        Errors.Add(name, $"must be a time such as 2025-01-15T10:23:45Z, not '{FieldText.Shorten(text)}'");
        return null;
    }
}
