using System.Text;
using System.Text.Json;

namespace Orchestrator.Gateway;

/// <summary>The fields an object of a request may have.</summary>
internal sealed class FieldNames
{
    private readonly byte[][] _utf8;

    /// <param name="what">What the object is, for messages: <c>a task</c>.</param>
    /// <param name="names">Its fields, by wire name.</param>
    public FieldNames(string what, params string[] names)
    {
        What = what;
        Names = names;
        _utf8 = [.. names.Select(Encoding.UTF8.GetBytes)];
    }

    public string What { get; }

    public IReadOnlyList<string> Names { get; }

    public int Count => _utf8.Length;

    /// <summary>
    /// Sorts the properties of <paramref name="element"/> by field. A null is as good as absent. What is unknown or given twice is an error.
    /// </summary>
    /// <returns>The values by index of the name, undefined where absent; null when it is no object at all.</returns>
    public JsonElement[]? Sort(JsonElement element, string prefix, FieldErrors errors)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            errors.Add(prefix.Length == 0 ? "body" : prefix.TrimEnd('.'), $"must be {What}: a JSON object");
            return null;
        }
        var values = new JsonElement[_utf8.Length];
        long seen = 0;
        foreach (JsonProperty property in element.EnumerateObject())
        {
            var index = IndexOf(property);
            if (index < 0)
                AddUnknown(property, prefix, errors);
            else if ((seen & (1L << index)) != 0)
                errors.Add(prefix + Names[index], "is given more than once");
            else
            {
                seen |= 1L << index;
                values[index] = property.Value.ValueKind == JsonValueKind.Null ? default : property.Value;
            }
            if (errors.IsFull)
                break;
        }
        return values;
    }

    private int IndexOf(JsonProperty property)
    {
        try
        {
            for (var i = 0; i < _utf8.Length; i++)
            {
                if (property.NameEquals(_utf8[i]))
                    return i;
            }
        }
        catch (InvalidOperationException)
        {
            // A name with half of a surrogate pair cannot be unescaped; it is none of ours.
        }
        return -1;
    }

    private void AddUnknown(JsonProperty property, string prefix, FieldErrors errors)
    {
        if (!JsonText.TryName(property, out var name))
        {
            errors.Add(prefix.Length == 0 ? "body" : prefix.TrimEnd('.'), "has a field whose name is not valid Unicode");
            return;
        }
        var hint = NearestName.Of(name, Names) is { } nearest ? $"did you mean '{nearest}'?" : $"allowed are {string.Join(", ", Names)}";
        errors.Add(prefix + FieldText.Shorten(name), $"is not a field of {What}; {hint}");
    }
}
