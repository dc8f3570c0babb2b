using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Orchestrator.Engines;

/// <summary>Engines of the kind <c>llama</c>: the OpenAI client against a llama.cpp process that we start and watch.</summary>
internal static class LlamaKind
{
    public static EngineClients Create(EngineOptions options, IServiceProvider services)
    {
        var time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        var logger = services.GetService<ILogger<LlamaServer>>() ?? NullLogger<LlamaServer>.Instance;
        var server = new LlamaServer(ServerOptions(options, services.GetService<EngineSetup>()?.DataFolder ?? "./data"), logger, time);
        var connection = new LlamaConnection(options, () => server.Status, server, time);
        return new EngineClients(new LlamaChatClient(connection), new LlamaEmbeddingGenerator(connection))
        {
            Start = server.StartAsync,
            Probe = _ => Task.FromResult(Health(server.Status)),
            WatchesSilence = true,
            Owned = connection,
        };
    }

    internal static EngineHealth Health(LlamaServerStatus status) => status.State == LlamaServerState.Ready
        ? new EngineHealth(true, status.Detail, [status.ModelName])
        : new EngineHealth(false, status.Detail ?? status.State.ToString().ToLowerInvariant(), []);

    internal static LlamaServerOptions ServerOptions(EngineOptions options, string dataFolder) => new()
    {
        Name = options.Name,
        DataDirectory = dataFolder,
        CommandPath = Text(options, "command_path"),
        ModelPath = Text(options, "model_path"),
        DemoQuantization = Text(options, "demo_model") switch
        {
            "f16" => DemoQuantization.F16,
            "q8_0" => DemoQuantization.Q8_0,
            _ => DemoQuantization.Q4_0,
        },
        Slots = Math.Clamp(options.Concurrency, 1, 256),
        ContextTokens = options.ContextTokens,
        Threads = Number(options, "threads"),
        GpuLayers = Number(options, "gpu_layers") ?? 0,
        NativeLibraryDirectory = Text(options, "native_library_path"),
        StartTimeout = Number(options, "start_timeout_sec") is { } seconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.FromMinutes(10),
    };

    private static string? Text(EngineOptions options, string name) => options.Settings.GetValueOrDefault(name);

    private static int? Number(EngineOptions options, string name) => Text(options, name) is { } text ? int.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) : null;
}
