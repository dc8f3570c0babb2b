using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Orchestrator.Configuration;
using Orchestrator.Routing;

namespace Orchestrator.Engines;

/// <summary>Reads one <c>engines.yaml</c> and collects everything that is wrong with it.</summary>
internal sealed partial class EngineFileReader(EngineEnvironment environment)
{
    internal static readonly string[] CommonKeys =
        ["name", "target", "kind", "chat_model", "embedding_model", "concurrency", "queue_limit", "context_tokens", "idle_timeout_sec", "total_timeout_sec", "standby"];

    private readonly YamlErrors _errors = new();

    public (IReadOnlyList<EngineOptions> Engines, IReadOnlyList<PolicyError> Errors) Read(string text)
    {
        var read = new List<(EngineOptions Options, YamlMap Map)>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (environment["OLLAMA_BASE_URL"] is { } address && !IsHttp(address, out _))
            _errors.Add(new PolicyError("OLLAMA_BASE_URL", $"'{address}' is not an http or https address without user and password"));
        if (YamlFile.Parse(text, _errors)?.AsMap("engines") is { } root && root.Required("engines") is { } list)
        {
            foreach (var item in list.AsList() ?? [])
            {
                if (item.AsMap() is not { } map || Engine(map) is not { } options)
                    continue;
                if (!names.Add(options.Name))
                    map["name"]?.Refuse($"'{options.Name}' is used twice; names are unique");
                read.Add((options, map));
            }

            if (_errors.None && read.Count == 0)
                list.Refuse("at least one engine is needed");
            if (_errors.None)
                RefuseSharedOllamaModels(read);
        }

        return _errors.None ? ([.. read.Select(entry => entry.Options)], []) : ([], _errors.All);
    }

    private EngineOptions? Engine(YamlMap map)
    {
        string? kind = Kind(map);
        var settings = kind is null ? [] : EngineSettings.Read(map, kind, environment.CustomKinds.Contains(kind));
        if (kind is not null && !environment.CustomKinds.Contains(kind))
            map.Self.AsMap([.. CommonKeys, .. EngineSettings.Keys(kind)]);
        string? name = Name(map);
        var target = map.Required("target")?.AsChoice<ComputeTarget>();
        var usual = new EngineOptions { Name = name ?? "", Kind = kind ?? "", Target = target ?? default };
        var options = usual with
        {
            ChatModel = map.Text("chat_model"),
            EmbeddingModel = map.Text("embedding_model"),
            Endpoint = Endpoint(map),
            KeyVariable = KeyVariable(map),
            Concurrency = map.Number("concurrency", 1, 1024) ?? usual.Concurrency,
            QueueLimit = map.Number("queue_limit", 1, 1_000_000) ?? usual.QueueLimit,
            ContextTokens = map.Number("context_tokens", 128, 10_000_000) ?? usual.ContextTokens,
            IdleTimeout = Seconds(map, "idle_timeout_sec") ?? usual.IdleTimeout,
            TotalTimeout = Seconds(map, "total_timeout_sec") ?? usual.TotalTimeout,
            Standby = map.Flag("standby") ?? false,
            Settings = settings,
        };
        if (kind is null || name is null || target is null)
            return null;
        options = EngineDefaults.Complete(options, environment);
        if (options is { Kind: "openai", Endpoint: null } && OpenAiPreset.Find(settings.GetValueOrDefault("preset", "custom")) is not null)
            map.Self.Refuse("endpoint is required without a preset that has one");
        if (options.ChatModel is null && options.EmbeddingModel is null)
            map.Self.Refuse("chat_model or embedding_model is required");
        if (options.IdleTimeout > options.TotalTimeout)
            map["idle_timeout_sec"]?.Refuse("is longer than total_timeout_sec");
        return options;
    }

    private string? Kind(YamlMap map)
    {
        if (map.Required("kind") is not { } value || value.AsText() is not { } kind)
            return null;
        if (EngineFile.Kinds.Contains(kind) || environment.CustomKinds.Contains(kind))
            return kind;
        value.Refuse($"'{kind}' is not one of {string.Join(", ", EngineFile.Kinds.Concat(environment.CustomKinds))}");
        return null;
    }

    private static string? Name(YamlMap map)
    {
        if (map.Required("name") is not { } value || value.AsText() is not { } name)
            return null;
        if (NamePattern().IsMatch(name))
            return name;
        value.Refuse($"'{name}' is not 1 to 64 lower-case letters, digits, '-' or '_'");
        return null;
    }

    private static Uri? Endpoint(YamlMap map)
    {
        if (map["endpoint"] is not { } value || value.AsText() is not { } text)
            return null;
        if (IsHttp(text, out var endpoint))
            return endpoint;
        value.Refuse($"'{text}' is not an http or https address without user and password");
        return null;
    }

    private static bool IsHttp(string text, [NotNullWhen(true)] out Uri? endpoint) =>
        Uri.TryCreate(text, UriKind.Absolute, out endpoint) && endpoint.Scheme is "http" or "https" && endpoint.UserInfo.Length == 0;

    private static string? KeyVariable(YamlMap map)
    {
        if (map["key"] is not { } value || value.AsText() is not { } variable)
            return null;
        if (VariablePattern().IsMatch(variable))
            return variable;

        // What was given may be the key itself: it is not repeated.
        value.Refuse("is not the name of an environment variable (capital letters, digits and '_'); a key itself never stands in this file");
        return null;
    }

    private static TimeSpan? Seconds(YamlMap map, string key) => map.Number(key, 0.1, 86_400.0) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    // Ollama keeps one runner per model: with another num_gpu the two engines would evict each other, or the GPU engine would silently compute on the CPU.
    private static void RefuseSharedOllamaModels(List<(EngineOptions Options, YamlMap Map)> read)
    {
        var ollama = read.Where(entry => entry.Options is { Kind: "ollama", ChatModel: not null });
        foreach (var group in ollama.GroupBy(entry => (entry.Options.Endpoint, entry.Options.ChatModel)))
        {
            var first = group.First().Options;
            foreach (var (options, map) in group.Where(entry => new OllamaRunner(entry.Options).NumGpu != new OllamaRunner(first).NumGpu))
            {
                map.Self.Refuse($"'{options.Name}' and '{first.Name}' use {options.ChatModel} of the same Ollama server with "
                    + "different num_gpu: Ollama keeps one runner per model, so give them different models or servers");
            }
        }
    }

    [GeneratedRegex("^[a-z0-9_-]{1,64}$")]
    private static partial Regex NamePattern();

    [GeneratedRegex("^[A-Z][A-Z0-9_]{0,127}$")]
    private static partial Regex VariablePattern();
}
