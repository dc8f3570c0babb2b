using Orchestrator.Fakes;
using Orchestrator.Routing;

namespace Orchestrator.Engines.Tests;

public sealed class LlamaEngineTests
{
    private static readonly EngineOptions _options = new()
    {
        Name = "llama-quantized",
        Target = ComputeTarget.Quantized,
        Kind = "llama",
        ChatModel = "demo-q4_0",
        EmbeddingModel = "demo-q4_0",
        Concurrency = 3,
        ContextTokens = 2048,
        Settings = new Dictionary<string, string> { ["demo_model"] = "f16", ["threads"] = "1", ["gpu_layers"] = "7", ["start_timeout_sec"] = "30" },
    };

    [Fact]
    public async Task Until_the_process_is_ready_calls_fail_with_what_the_supervisor_says()
    {
        await using var connection = new LlamaConnection(_options, () => Status(LlamaServerState.Starting, null, "loading the model"), new Nothing(), TimeProvider.System);
        await using var engine = Engine(connection);
        Assert.Equal("loading the model", (await Make.Fails(engine, EngineFault.Unreachable)).Message);
    }

    [Fact]
    public async Task Every_call_goes_to_the_process_that_runs_now()
    {
        await using var first = await StartAsync("key-one");
        await using var second = await StartAsync("key-two");
        var status = Status(LlamaServerState.Ready, first, null);
        await using var connection = new LlamaConnection(_options, () => status, new Nothing(), TimeProvider.System);
        await using var engine = Engine(connection);
        Assert.Equal("You said: one", (await Make.Ask(engine, "one")).Text);
        status = Status(LlamaServerState.Ready, second, null);
        Assert.Equal("You said: two", (await Make.Ask(engine, "two")).Text);
        Assert.Equal((1, 1), (first.Requests.Count, second.Requests.Count));
        Assert.Equal("demo-f16", second.Last("/chat/completions").Body!["model"]!.ToString());
    }

    [Fact]
    public async Task It_embeds_with_the_process_too()
    {
        await using var fake = await StartAsync("key");
        await using var connection = new LlamaConnection(_options, () => Status(LlamaServerState.Ready, fake, null), new Nothing(), TimeProvider.System);
        await using var engine = Engine(connection);
        Assert.Equal(32, (await engine.EmbedAsync(new EngineEmbeddingRequest(Guid.NewGuid(), "demo-q4_0", "one two"), default)).Vector.Length);
    }

    [Fact]
    public void Health_is_what_the_supervisor_says()
    {
        Assert.Equal("exited with 134", LlamaKind.Health(Status(LlamaServerState.Restarting, null, "exited with 134")).Detail);
        Assert.False(LlamaKind.Health(Status(LlamaServerState.Failed, null, null)).Healthy);
        Assert.Equal(["demo-f16"], LlamaKind.Health(Status(LlamaServerState.Ready, null, null)).LoadedModels);
    }

    [Fact]
    public void The_entry_in_the_file_becomes_the_supervisors_options()
    {
        var made = LlamaKind.ServerOptions(_options, "/data");
        Assert.Equal(("llama-quantized", "/data", 3, 2048), (made.Name, made.DataDirectory, made.Slots, made.ContextTokens));
        Assert.Equal((DemoQuantization.F16, 1, 7, TimeSpan.FromSeconds(30)), (made.DemoQuantization, made.Threads, made.GpuLayers, made.StartTimeout));
    }

    private static ChatClientEngine Engine(LlamaConnection connection) =>
        new(_options, new EngineClients(new LlamaChatClient(connection), new LlamaEmbeddingGenerator(connection)) { WatchesSilence = true }, TimeProvider.System);

    private static LlamaServerStatus Status(LlamaServerState state, FakeOpenAi? fake, string? detail) =>
        new(state, fake?.BaseAddress, fake?.Key, "demo-f16", 3, 2048, detail, 1, 0);

    private static async Task<FakeOpenAi> StartAsync(string key)
    {
        var fake = new FakeOpenAi { Key = key, Models = ["demo-f16"] };
        await fake.ListenAsync();
        return fake;
    }

    private sealed class Nothing : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
