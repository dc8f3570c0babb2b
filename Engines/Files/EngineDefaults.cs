using Orchestrator.Routing;

namespace Orchestrator.Engines;

/// <summary>Fills what an entry leaves open, and lets the environment override what it says.</summary>
internal static class EngineDefaults
{
    public static EngineOptions Complete(EngineOptions options, EngineEnvironment environment) => options.Kind switch
    {
        "ollama" => Ollama(options, environment),
        "openai" => OpenAi(options, environment),
        "llama" => Llama(options),
        _ => options,
    };

    private static EngineOptions Ollama(EngineOptions options, EngineEnvironment environment)
    {
        string? model = options.Target switch
        {
            ComputeTarget.Gpu => environment["GPU_MODEL"],
            ComputeTarget.Cpu => environment["CPU_MODEL"],
            _ => null,
        };
        var endpoint = Uri.TryCreate(environment["OLLAMA_BASE_URL"], UriKind.Absolute, out var given) ? given : options.Endpoint ?? OllamaConnection.DefaultEndpoint;
        return options with { Endpoint = endpoint, ChatModel = options.ChatModel is null ? null : model ?? options.ChatModel };
    }

    private static EngineOptions OpenAi(EngineOptions options, EngineEnvironment environment)
    {
        var preset = OpenAiPreset.Of(options);
        var settings = new Dictionary<string, string>(options.Settings, StringComparer.Ordinal);
        settings.TryAdd("max_tokens_field", preset.MaxTokensField);
        settings.TryAdd("quota_time_zone", preset.QuotaTimeZone);
        string? model = options.Target == ComputeTarget.Cloud ? environment["CLOUD_MODEL"] : null;
        return options with
        {
            Endpoint = options.Endpoint ?? (preset.Endpoint is { } usual ? new Uri(usual) : null),
            KeyVariable = options.KeyVariable ?? preset.KeyVariable,
            ChatModel = options.ChatModel is null ? null : model ?? options.ChatModel,
            Settings = settings,
        };
    }

    private static EngineOptions Llama(EngineOptions options)
    {
        string model = options.Settings.TryGetValue("model_path", out string? path)
            ? Path.GetFileNameWithoutExtension(path)
            : $"demo-{options.Settings.GetValueOrDefault("demo_model", "q4_0")}";
        return options with { ChatModel = options.ChatModel ?? model, EmbeddingModel = options.EmbeddingModel ?? model };
    }
}
