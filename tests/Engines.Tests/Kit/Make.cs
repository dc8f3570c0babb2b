using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Fakes;
using Orchestrator.Routing;

namespace Orchestrator.Engines.Tests;

/// <summary>Engines against the fakes.</summary>
internal static class Make
{
    /// <summary>Long enough for a busy machine; reaching it is a failure, not a measurement.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static EngineOptions Ollama(FakeOllama fake, ComputeTarget target = ComputeTarget.Cpu) => new()
    {
        Name = "ollama",
        Target = target,
        Kind = "ollama",
        Endpoint = fake.Address,
        ChatModel = target == ComputeTarget.Gpu ? "mistral:7b-instruct-q4_0" : "phi3:mini",
        EmbeddingModel = "nomic-embed-text",
    };

    public static EngineOptions OpenAi(FakeOpenAi fake, string preset = "custom") => new()
    {
        Name = "cloud",
        Target = ComputeTarget.Cloud,
        Kind = "openai",
        Endpoint = fake.BaseAddress,
        ChatModel = fake.Models[0],
        EmbeddingModel = fake.Models[1],
        KeyVariable = fake.Key is null ? null : "TEST_KEY",
        Settings = new Dictionary<string, string> { ["preset"] = preset },
    };

    public static IEngine Engine(EngineOptions options, string? key = null, TimeProvider? time = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(time ?? TimeProvider.System);
        services.AddEngines(new EngineSetup
        {
            Engines = [options],
            Environment = key is null ? EngineEnvironment.Empty : EngineEnvironment.Of(new Dictionary<string, string> { ["TEST_KEY"] = key }),
        });
        return services.BuildServiceProvider().GetRequiredService<EngineRegistry>().Engines[0].Engine;
    }

    public static EngineRequest Request(IEngine engine, string prompt, TaskType type = TaskType.Chat) => new()
    {
        TaskId = Guid.NewGuid(),
        Type = type,
        Priority = TaskPriority.Normal,
        Model = engine.Options.ChatModel!,
        Messages = [new EngineMessage("user", prompt)],
    };

    public static Task<(string Text, EngineCompletion End)> Ask(IEngine engine, string prompt, CancellationToken cancellationToken = default) =>
        Ask(engine, Request(engine, prompt), cancellationToken);

    public static async Task<(string Text, EngineCompletion End)> Ask(IEngine engine, EngineRequest request, CancellationToken cancellationToken = default)
    {
        var text = new System.Text.StringBuilder();
        EngineCompletion? end = null;
        await foreach (var update in engine.GenerateAsync(request, cancellationToken))
        {
            Assert.Null(end);
            text.Append(update.Text);
            end = update.Completion;
        }

        Assert.NotNull(end);
        return (text.ToString(), end);
    }

    public static async Task<EngineException> Fails(IEngine engine, EngineFault fault, string prompt = "hello there")
    {
        var exception = await Assert.ThrowsAsync<EngineException>(() => Ask(engine, prompt)).WaitAsync(Patience);
        Assert.True(fault == exception.Fault, $"expected {fault}, got {exception.Fault}: {exception.Message}");
        return exception;
    }
}
