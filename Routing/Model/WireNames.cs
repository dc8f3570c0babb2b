using System.Collections.Frozen;

namespace Orchestrator.Routing;

/// <summary>
/// The one place that knows how an enum is written on the wire, in YAML, in the database and in metric labels:
/// UPPER_SNAKE_CASE, except stages and roles, which are lower case.
/// </summary>
public static class WireNames
{
    private static class Cache<T>
        where T : struct, Enum
    {
        public static readonly FrozenDictionary<T, string> Names =
            Enum.GetValues<T>().ToFrozenDictionary(value => value, value => Spell(value.ToString(), upper: !IsLower(typeof(T))));

        public static readonly FrozenDictionary<string, T> Values =
            Names.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

        public static readonly string Allowed = string.Join(", ", Enum.GetValues<T>().Select(value => Names[value]));
    }

    /// <summary>The wire name of <paramref name="value"/>, for example <c>BATCH_SUMMARIZATION</c> or <c>rule_based</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => Cache<T>.Names[value];

    /// <summary>Reads a wire name exactly as it is written (case matters).</summary>
    public static bool TryParse<T>(string? text, out T value)
        where T : struct, Enum
    {
        value = default;
        return text is not null && Cache<T>.Values.TryGetValue(text, out value);
    }

    /// <summary>Reads a wire name that the caller knows to be valid.</summary>
    /// <exception cref="FormatException">The text is not a wire name of <typeparamref name="T"/>.</exception>
    public static T Parse<T>(string text)
        where T : struct, Enum => TryParse(text, out T value)
            ? value
            : throw new FormatException($"'{text}' is not one of {Cache<T>.Allowed}");

    /// <summary>All wire names, comma separated, in the order they are declared: for error messages.</summary>
    public static string Allowed<T>()
        where T : struct, Enum => Cache<T>.Allowed;

    private static bool IsLower(Type type) => type == typeof(DecisionStage) || type == typeof(RoutingStage) || type == typeof(AccountRole);

    private static string Spell(string name, bool upper)
    {
        var words = string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? $"_{c}" : $"{c}"));
        return upper ? words.ToUpperInvariant() : words.ToLowerInvariant();
    }
}
