using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Routing;

namespace Orchestrator.Engines;

/// <summary>Engines of the kind <c>openai</c>: everything that speaks OpenAI's protocol, in the cloud or beside us.</summary>
internal static class OpenAiKind
{
    public static EngineClients Create(EngineOptions options, IServiceProvider services)
    {
        var environment = services.GetService<EngineSetup>()?.Environment ?? EngineEnvironment.Process;
        var time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        var preset = OpenAiPreset.Of(options);
        var endpoint = options.Endpoint ?? (preset.Endpoint is { } usual ? new Uri(usual) : throw new EngineException(EngineFault.BadRequest, "it has no endpoint"));
        string? key = options.KeyVariable is { } variable
            ? environment[variable] ?? throw new EngineException(EngineFault.Unauthorized, $"{variable} is not set")
            : null;
        var connection = new OpenAiConnection(endpoint, key, options, time);
        string field = options.Settings.GetValueOrDefault("max_tokens_field", preset.MaxTokensField);
        return new EngineClients(
            options.ChatModel is { } chat ? connection.Chat(chat, field, preset.HighestTemperature) : null,
            options.EmbeddingModel is { } embedding ? connection.Embeddings(embedding) : null)
        {
            Probe = options.Settings.GetValueOrDefault("probe", "models") == "none" ? null : new ModelListProbe(options, connection, preset, time).ProbeAsync,
            WatchesSilence = true,
            Owned = connection,
        };
    }
}
