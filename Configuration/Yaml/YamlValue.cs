using System.Globalization;
using System.Numerics;
using Orchestrator.Routing;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Orchestrator.Configuration;

/// <summary>
/// One value of a YAML file with its path and its place. The <c>As…</c> methods convert it; what does not fit is reported with what was given and what is allowed,
/// and the method returns null.
/// </summary>
public sealed class YamlValue
{
    private readonly YamlNode _node;
    private readonly YamlErrors _errors;

    internal YamlValue(YamlNode node, string path, YamlErrors errors)
    {
        _node = node;
        _errors = errors;
        Path = path;
    }

    /// <summary>Where it stands in the document, such as <c>rules[3].conditions.priority</c>; empty for the root.</summary>
    public string Path { get; }

    /// <summary>1-based line.</summary>
    public int Line => (int)_node.Start.Line;

    /// <summary>1-based column.</summary>
    public int Column => (int)_node.Start.Column;

    /// <summary>True for nothing at all, <c>~</c> or <c>null</c>, unquoted.</summary>
    public bool IsNull => _node is YamlScalarNode { Style: ScalarStyle.Plain, Value: "" or "~" or "null" or "Null" or "NULL" or null };

    /// <summary>True for a single value.</summary>
    public bool IsScalar => _node is YamlScalarNode;

    /// <summary>True for a sequence.</summary>
    public bool IsList => _node is YamlSequenceNode;

    /// <summary>Reports something about this value.</summary>
    public void Refuse(string message) => _errors.Add(this, message);

    /// <summary>The text of a single value.</summary>
    public string? AsText()
    {
        if (_node is YamlScalarNode scalar)
            return scalar.Value ?? "";
        Refuse($"is {Kind}, but a single value is needed");
        return null;
    }

    /// <summary>A number between <paramref name="minimum"/> and <paramref name="maximum"/>, both included; written with a decimal point and without separators.</summary>
    public T? AsNumber<T>(T minimum, T maximum)
        where T : struct, INumber<T>
    {
        if (AsText() is not { } text)
            return null;
        if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && !T.IsNaN(number) && number >= minimum && number <= maximum)
            return number;
        Refuse(string.Create(CultureInfo.InvariantCulture, $"'{text}' is not a {NumberKind<T>()} from {minimum} to {maximum}"));
        return null;
    }

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public bool? AsFlag()
    {
        switch (AsText())
        {
            case "true": return true;
            case "false": return false;
            case { } text: Refuse($"'{text}' is not true or false"); return null;
            case null: return null;
        }
    }

    /// <summary>An enum by its wire name, such as <c>CLOUD</c>.</summary>
    public T? AsChoice<T>()
        where T : struct, Enum
    {
        if (AsText() is not { } text)
            return null;
        if (WireNames.TryParse(text, out T value))
            return value;
        Refuse($"'{text}' is not one of {WireNames.Allowed<T>()}{Nearest.Suggest(text, WireNames.Allowed<T>().Split(", "))}");
        return null;
    }

    /// <summary>A point in time with its offset, or a date alone, which means its midnight in UTC.</summary>
    public DateTimeOffset? AsTime()
    {
        if (AsText() is not { } text)
            return null;
        if (DateTimeOffset.TryParseExact(
            text,
            ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mmK"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time))
            return time;
        Refuse($"'{text}' is not a date (2026-01-31) or a time (2026-01-31T12:00:00Z)");
        return null;
    }

    /// <summary>A mapping whose keys must be among <paramref name="allowed"/>; no names given means that any key is.</summary>
    public YamlMap? AsMap(params ReadOnlySpan<string> allowed)
    {
        if (_node is not YamlMappingNode mapping)
        {
            Refuse($"is {Kind}, but a mapping (key: value) is needed");
            return null;
        }

        var names = allowed.ToArray();
        var entries = new List<KeyValuePair<string, YamlValue>>(mapping.Children.Count);
        foreach (var (keyNode, node) in mapping.Children)
        {
            if (keyNode is not YamlScalarNode { Value: { } key })
            {
                new YamlValue(keyNode, Path, _errors).Refuse("a key must be a single value");
                continue;
            }

            var path = PathOf(key);
            if (names.Length > 0 && !names.Contains(key, StringComparer.Ordinal))
                new YamlValue(keyNode, path, _errors).Refuse($"unknown key '{key}'; allowed: {string.Join(", ", names)}{Nearest.Suggest(key, names)}");
            else
                entries.Add(new(key, new YamlValue(node, path, _errors)));
        }

        return new YamlMap(this, _errors, entries);
    }

    /// <summary>The items of a sequence.</summary>
    public IReadOnlyList<YamlValue>? AsList()
    {
        if (_node is YamlSequenceNode sequence)
            return sequence.Children.Select((node, index) => new YamlValue(node, $"{Path}[{index}]", _errors)).ToArray();
        Refuse($"is {Kind}, but a list is needed");
        return null;
    }

    /// <summary>The values directly inside, without judging them.</summary>
    internal IEnumerable<YamlValue> Children() => _node switch
    {
        YamlSequenceNode sequence => sequence.Children.Select((node, index) => new YamlValue(node, $"{Path}[{index}]", _errors)),
        YamlMappingNode mapping => mapping.Children
            .Where(pair => pair.Key is YamlScalarNode)
            .Select(pair => new YamlValue(pair.Value, PathOf(((YamlScalarNode)pair.Key).Value!), _errors)),
        _ => [],
    };

    /// <summary>The path of the entry <paramref name="key"/> of this mapping.</summary>
    internal string PathOf(string key) => Path.Length == 0 ? key : $"{Path}.{key}";

    private string Kind => _node switch
    {
        YamlMappingNode => "a mapping",
        YamlSequenceNode => "a list",
        _ => IsNull ? "empty" : "a single value",
    };

    private static string NumberKind<T>() => typeof(T) == typeof(int) || typeof(T) == typeof(long) ? "whole number" : "number";
}
