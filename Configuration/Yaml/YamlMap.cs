using System.Numerics;
using Orchestrator.Routing;

namespace Orchestrator.Configuration;

/// <summary>A mapping whose keys are known. Each reader returns null when the key is absent or its value is wrong, which has then been reported.</summary>
public sealed class YamlMap
{
    private readonly YamlValue _self;
    private readonly YamlErrors _errors;
    private readonly Dictionary<string, YamlValue> _entries;

    internal YamlMap(YamlValue self, YamlErrors errors, IReadOnlyList<KeyValuePair<string, YamlValue>> entries)
    {
        _self = self;
        _errors = errors;
        Entries = entries;
        _entries = entries.ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);
    }

    /// <summary>All entries in file order.</summary>
    public IReadOnlyList<KeyValuePair<string, YamlValue>> Entries { get; }

    /// <summary>The mapping itself, for errors about the whole of it.</summary>
    public YamlValue Self => _self;

    /// <summary>The value of <paramref name="key"/>; null when it is absent or written as null.</summary>
    public YamlValue? this[string key] => _entries.TryGetValue(key, out var value) && !value.IsNull ? value : null;

    /// <summary>The value of <paramref name="key"/>, reporting its absence.</summary>
    public YamlValue? Required(string key)
    {
        var value = this[key];
        if (value is null)
            _errors.Add(new PolicyError(_self.PathOf(key), "is required", _self.Line, _self.Column));
        return value;
    }

    /// <summary>Text of any form.</summary>
    public string? Text(string key) => this[key]?.AsText();

    /// <summary>A number in the given range, both ends included.</summary>
    public T? Number<T>(string key, T minimum, T maximum)
        where T : struct, INumber<T> => this[key]?.AsNumber(minimum, maximum);

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public bool? Flag(string key) => this[key]?.AsFlag();

    /// <summary>An enum by its wire name.</summary>
    public T? Choice<T>(string key)
        where T : struct, Enum => this[key]?.AsChoice<T>();

    /// <summary>A point in time, RFC 3339, or a date, which is its midnight in UTC.</summary>
    public DateTimeOffset? Time(string key) => this[key]?.AsTime();

    /// <summary>A nested mapping.</summary>
    public YamlMap? Map(string key, params ReadOnlySpan<string> allowed) => this[key]?.AsMap(allowed);

    /// <summary>The items of a sequence; empty when absent or wrong.</summary>
    public IReadOnlyList<YamlValue> List(string key) => this[key]?.AsList() ?? [];
}
