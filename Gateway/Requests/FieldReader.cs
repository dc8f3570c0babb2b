using System.Text.Json;

namespace Orchestrator.Gateway;

/// <summary>Reads the fields of one object; whatever is wrong goes to the errors, and the value is null then.</summary>
/// <param name="values">The values, as <see cref="FieldNames.Sort"/> sorted them.</param>
/// <param name="names">The names.</param>
/// <param name="prefix">Path of the object with its dot; empty for the body itself.</param>
/// <param name="errors">Where errors go.</param>
internal readonly ref struct FieldReader(JsonElement[] values, FieldNames names, string prefix, FieldErrors errors)
{
    public bool Has(int field) => values[field].ValueKind != JsonValueKind.Undefined;

    public JsonElement Value(int field) => values[field];

    public string Path(int field) => prefix + names.Names[field];

    public void Fail(int field, string message) => errors.Add(Path(field), message);

    /// <summary>Notes a missing field that must be there.</summary>
    public void Require(int field, string allowed)
    {
        if (!Has(field))
            Fail(field, $"is required: {allowed}");
    }

    public T? Enum<T>(int field)
        where T : struct, Enum
    {
        if (!Has(field))
            return null;
        JsonElement value = values[field];
        if (value.ValueKind == JsonValueKind.String && JsonText.TryRead(value, out var text) && WireNames.TryParse(text, out T parsed))
            return parsed;
        Fail(field, $"{JsonText.Describe(value)} is not one of {WireNames.Allowed<T>()}");
        return null;
    }

    public bool? Bool(int field)
    {
        if (!Has(field))
            return null;
        JsonElement value = values[field];
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.ValueKind == JsonValueKind.True;
        Fail(field, $"must be true or false, not {JsonText.Describe(value)}");
        return null;
    }

    public int? Integer(int field, int min, int max)
    {
        if (!Has(field))
            return null;
        JsonElement value = values[field];
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= min && number <= max)
            return number;
        Fail(field, $"must be a whole number from {min} to {max}, not {JsonText.Describe(value)}");
        return null;
    }

    /// <summary>An amount above 0.</summary>
    public decimal? Positive(int field)
    {
        if (!Has(field))
            return null;
        JsonElement value = values[field];
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && number > 0)
            return number;
        Fail(field, $"must be a number above 0, not {JsonText.Describe(value)}");
        return null;
    }

    public double? Number(int field, double min, double max)
    {
        if (!Has(field))
            return null;
        JsonElement value = values[field];
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= min && number <= max)
            return number;
        Fail(field, FormattableString.Invariant($"must be a number from {min} to {max}, not {JsonText.Describe(value)}"));
        return null;
    }

    /// <summary>A text that is not blank. Its value is never repeated in an error: it may be a prompt.</summary>
    public string? Text(int field, int max)
    {
        if (!Has(field))
            return null;
        JsonElement value = values[field];
        if (value.ValueKind != JsonValueKind.String)
            Fail(field, $"must be a text, not {JsonText.Describe(value)}");
        else if (!JsonText.TryRead(value, out var text))
            Fail(field, "is not valid Unicode");
        else if (text.Length > max)
            Fail(field, $"has {text.Length} characters, allowed are 1 to {max}");
        else if (string.IsNullOrWhiteSpace(text))
            Fail(field, $"is blank, wanted are 1 to {max} characters");
        else if (text.Contains('\0'))
            Fail(field, "must not contain the character U+0000");
        else
            return text;
        return null;
    }
}
