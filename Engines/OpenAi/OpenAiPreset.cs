namespace Orchestrator.Engines;

/// <summary>What is particular about one provider of an OpenAI-compatible API.</summary>
/// <param name="Name">Its name in <c>engines.yaml</c>.</param>
/// <param name="Endpoint">Base address; null when the file must give it.</param>
/// <param name="KeyVariable">Environment variable that usually holds the key; null for servers without one.</param>
/// <param name="MaxTokensField">What it calls the limit on the answer.</param>
/// <param name="ListsModels">True when its list of models, which is free, tells whether a model is there.</param>
/// <param name="HighestTemperature">Largest temperature it accepts.</param>
/// <param name="QuotaTimeZone">Where its day begins.</param>
internal sealed record OpenAiPreset(
    string Name, string? Endpoint, string? KeyVariable, string MaxTokensField, bool ListsModels, double HighestTemperature = 2, string QuotaTimeZone = "UTC")
{
    public const string NewField = "max_completion_tokens";
    public const string OldField = "max_tokens";

    /// <summary>For an endpoint none of the others describes.</summary>
    public static OpenAiPreset Custom { get; } = new("custom", null, null, OldField, ListsModels: false);

    public static IReadOnlyList<OpenAiPreset> All { get; } =
    [
        new("gemini", "https://generativelanguage.googleapis.com/v1beta/openai/", "GEMINI_API_KEY", NewField, ListsModels: true, QuotaTimeZone: "America/Los_Angeles"),
        new("openai", "https://api.openai.com/v1/", "OPENAI_API_KEY", NewField, ListsModels: true),
        new("anthropic", "https://api.anthropic.com/v1/", "ANTHROPIC_API_KEY", OldField, ListsModels: false, HighestTemperature: 1),
        new("openrouter", "https://openrouter.ai/api/v1/", "OPENROUTER_API_KEY", OldField, ListsModels: true),
        new("vllm", "http://localhost:8001/v1/", null, NewField, ListsModels: true),
        new("lmstudio", "http://localhost:1234/v1/", null, OldField, ListsModels: false),
        new("llama-server", "http://localhost:8080/v1/", null, OldField, ListsModels: false),
        Custom,
    ];

    public static OpenAiPreset? Find(string name) => All.FirstOrDefault(preset => preset.Name == name);

    public static OpenAiPreset Of(EngineOptions options) => Find(options.Settings.GetValueOrDefault("preset", "custom")) ?? Custom;
}
