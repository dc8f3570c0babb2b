using System.Globalization;
using System.Text.RegularExpressions;
using Orchestrator.Configuration;

namespace Orchestrator.Engines;

/// <summary>The keys only some kinds know, and what their values may be.</summary>
internal static partial class EngineSettings
{
    private static readonly Dictionary<string, Action<YamlValue>> _ollama = new(StringComparer.Ordinal)
    {
        ["endpoint"] = Elsewhere,
        ["num_gpu"] = value => value.AsNumber(-1, 999),
        ["num_thread"] = value => value.AsNumber(1, 1024),
        ["num_batch"] = value => value.AsNumber(1, 65_536),
        ["keep_alive"] = value => Match(value, Duration(), "is not a duration such as 10m, 1h30m or -1"),
        ["least_in_vram"] = value => value.AsNumber(0.0, 1.0),
    };

    private static readonly Dictionary<string, Action<YamlValue>> _openAi = new(StringComparer.Ordinal)
    {
        ["endpoint"] = Elsewhere,
        ["key"] = Elsewhere,
        ["preset"] = value => OneOf(value, [.. OpenAiPreset.All.Select(preset => preset.Name)]),
        ["max_tokens_field"] = value => OneOf(value, [OpenAiPreset.NewField, OpenAiPreset.OldField]),
        ["probe"] = value => OneOf(value, ["models", "none"]),
        ["quota_time_zone"] = Zone,
        ["headers"] = Headers,
    };

    private static readonly Dictionary<string, Action<YamlValue>> _llama = new(StringComparer.Ordinal)
    {
        ["model_path"] = value => value.AsText(),
        ["demo_model"] = value => OneOf(value, ["f16", "q8_0", "q4_0"]),
        ["command_path"] = value => value.AsText(),
        ["native_library_path"] = value => value.AsText(),
        ["threads"] = value => value.AsNumber(1, 1024),
        ["gpu_layers"] = value => value.AsNumber(0, 999),
        ["start_timeout_sec"] = value => value.AsNumber(1, 86_400),
    };

    private static readonly Dictionary<string, Action<YamlValue>> _simulated = new(StringComparer.Ordinal)
    {
        ["overhead_ms"] = value => value.AsNumber(0.0, 1e6),
        ["prefill_tokens_per_second"] = value => value.AsNumber(0.001, 1e9),
        ["decode_tokens_per_second"] = value => value.AsNumber(0.001, 1e9),
        ["latency_scale"] = value => value.AsNumber(0.0, 1000.0),
        ["failure_rate"] = value => value.AsNumber(0.0, 1.0),
        ["seed"] = value => value.AsNumber(0, int.MaxValue),
    };

    /// <summary>The keys a built-in kind allows beside those all have.</summary>
    public static IEnumerable<string> Keys(string kind) => Table(kind).Keys;

    /// <summary>Reads and checks them; a map becomes <c>key.name</c>.</summary>
    public static Dictionary<string, string> Read(YamlMap map, string kind, bool custom)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        var table = Table(kind);
        foreach (var (key, value) in map.Entries)
        {
            if (value.IsNull || (!custom && !table.ContainsKey(key)))
                continue;
            if (!custom)
                table[key](value);
            if (value.IsScalar)
                settings[key] = value.AsText() ?? "";
            else if (key == "headers" && value.AsMap() is { } nested)
                nested.Entries.Where(entry => entry.Value.IsScalar).ToList().ForEach(entry => settings[$"{key}.{entry.Key}"] = entry.Value.AsText() ?? "");
        }

        return settings;
    }

    private static Dictionary<string, Action<YamlValue>> Table(string kind) => kind switch
    {
        "ollama" => _ollama,
        "openai" => _openAi,
        "llama" => _llama,
        "simulated" => _simulated,
        _ => [],
    };

    // Has a property of its own and is checked with it.
    private static void Elsewhere(YamlValue value)
    {
    }

    private static void OneOf(YamlValue value, string[] allowed)
    {
        if (value.AsText() is { } text && !allowed.Contains(text, StringComparer.Ordinal))
            value.Refuse($"'{text}' is not one of {string.Join(", ", allowed)}");
    }

    private static void Match(YamlValue value, Regex pattern, string complaint)
    {
        if (value.AsText() is { } text && !pattern.IsMatch(text))
            value.Refuse(string.Create(CultureInfo.InvariantCulture, $"'{text}' {complaint}"));
    }

    private static void Zone(YamlValue value)
    {
        if (value.AsText() is { } text && !TimeZoneInfo.TryFindSystemTimeZoneById(text, out _))
            value.Refuse($"'{text}' is not a time zone such as America/Los_Angeles");
    }

    private static void Headers(YamlValue value)
    {
        foreach (var (name, header) in value.AsMap()?.Entries ?? [])
        {
            header.AsText();
            if (name.Contains("authorization", StringComparison.OrdinalIgnoreCase) || name.Contains("api-key", StringComparison.OrdinalIgnoreCase))
                header.Refuse("a key never stands in this file: name its environment variable with 'key'");
        }
    }

    [GeneratedRegex("^-1$|^(\\d+(\\.\\d+)?(ms|s|m|h))+$")]
    private static partial Regex Duration();
}
