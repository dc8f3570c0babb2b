using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Fakes;
using Orchestrator.Routing;

namespace Orchestrator.Engines.Tests;

public sealed class EngineRegistryTests
{
    [Fact]
    public async Task Any_client_is_plugged_in_with_one_line()
    {
        await using var services = Services([Options("mine", "my-kind")], add => add.AddEngineClient("my-kind", (_, _) => new EngineClients(new Parrot())));
        var engine = services.GetRequiredService<EngineRegistry>().Find("mine")!.Engine;
        var (text, end) = await Make.Ask(engine, "hello");
        Assert.Equal(("hello", "stop"), (text, end.FinishReason));
    }

    [Fact]
    public async Task A_plugged_in_client_that_falls_silent_times_out_without_a_guard()
    {
        var options = Options("mine", "my-kind") with { IdleTimeout = TimeSpan.FromMilliseconds(100) };
        await using var services = Services([options], add => add.AddEngineClient("my-kind", (_, _) => new EngineClients(new Parrot(silent: true))));
        await Make.Fails(services.GetRequiredService<EngineRegistry>().Find("mine")!.Engine, EngineFault.TimedOut);
    }

    [Fact]
    public async Task What_a_plugged_in_client_throws_becomes_a_fault_without_its_inner_life()
    {
        await using var services = Services([Options("mine", "my-kind")], add => add.AddEngineClient("my-kind", (_, _) => new EngineClients(new Parrot(broken: true))));
        var exception = await Make.Fails(services.GetRequiredService<EngineRegistry>().Find("mine")!.Engine, EngineFault.Broken);
        Assert.Equal("the engine's client failed", exception.Message);
    }

    [Fact]
    public async Task Starting_does_not_wait_for_engines_and_the_first_probe_follows_at_once()
    {
        await using var fake = await FakeOllama.StartAsync();
        await using var services = Services([Make.Ollama(fake)]);
        var registry = services.GetRequiredService<EngineRegistry>();
        Assert.Equal(new EngineAvailability(false, "not probed yet"), registry.Engines[0].Availability);
        foreach (var hosted in services.GetServices<IHostedService>())
            await hosted.StartAsync(default);
        await registry.FirstProbes.WaitAsync(Make.Patience);
        Assert.True(registry.Engines[0].Availability.TakesWork);
        await registry.StopAsync(default);
    }

    [Fact]
    public async Task An_engine_that_comes_back_is_found_by_the_next_probe()
    {
        var time = new FakeTimeProvider();
        bool up = false;
        await using var services = Services([Options("mine", "my-kind")], add => add.AddEngineClient("my-kind", (_, _) => new EngineClients(new Parrot())
        {
            Probe = _ => Task.FromResult(new EngineHealth(up, up ? null : "down", [])),
        }), time);
        var registry = services.GetRequiredService<EngineRegistry>();
        await registry.StartAsync(default);
        await registry.FirstProbes.WaitAsync(Make.Patience);
        Assert.Equal(new EngineAvailability(false, "down"), registry.Engines[0].Availability);
        up = true;
        await Until(() => registry.Engines[0].Availability.TakesWork, () => time.Advance(TimeSpan.FromSeconds(5)));
        await registry.StopAsync(default);
    }

    [Fact]
    public async Task A_probe_that_hangs_makes_the_engine_unhealthy()
    {
        await using var services = Services(
            [Options("mine", "my-kind")],
            add => add.AddEngineClient("my-kind", (_, _) => new EngineClients(new Parrot()) { Probe = async token => { await Task.Delay(-1, token); throw new InvalidOperationException(); } }),
            probeTimeout: TimeSpan.FromMilliseconds(50));
        var registry = services.GetRequiredService<EngineRegistry>();
        await registry.ProbeAsync(default);
        Assert.Equal("no answer within 0.05 s", registry.Engines[0].LastHealth.Detail);
    }

    [Fact]
    public async Task A_standby_engine_works_only_while_no_other_of_its_target_does()
    {
        bool up = true;
        await using var services = Services(
            [Options("main", "switchable"), Options("spare", "my-kind") with { Standby = true }],
            add => add
                .AddEngineClient("my-kind", (_, _) => new EngineClients(new Parrot()))
                .AddEngineClient("switchable", (_, _) => new EngineClients(new Parrot()) { Probe = _ => Task.FromResult(new EngineHealth(up, "gone", [])) }));
        var registry = services.GetRequiredService<EngineRegistry>();
        await registry.ProbeAsync(default);
        Assert.Equal(["main"], registry.Available(ComputeTarget.Cpu).Select(engine => engine.Options.Name));
        Assert.Equal("standing by for main", registry.Find("spare")!.Availability.Detail);
        up = false;
        await registry.ProbeAsync(default);
        Assert.Equal(["spare"], registry.Available(ComputeTarget.Cpu).Select(engine => engine.Options.Name));
    }

    [Fact]
    public async Task An_open_circuit_keeps_work_away_and_lets_the_standby_in()
    {
        await using var services = Services(
            [Options("main", "my-kind"), Options("spare", "my-kind") with { Standby = true }],
            add => add.AddEngineClient("my-kind", (_, _) => new EngineClients(new Parrot())));
        var registry = services.GetRequiredService<EngineRegistry>();
        await registry.ProbeAsync(default);
        registry.Find("main")!.Circuit.TryEnter()!.Value.Fail(new EngineException(EngineFault.RateLimited, "slow down", TimeSpan.FromHours(1)));
        Assert.Equal(new EngineAvailability(false, "slow down"), registry.Find("main")!.Availability);
        Assert.Equal(["spare"], registry.Available(ComputeTarget.Cpu).Select(engine => engine.Options.Name));
    }

    [Fact]
    public async Task A_model_that_is_missing_is_not_offered()
    {
        await using var fake = await FakeOllama.StartAsync(new FakeOllamaOptions { Models = [new FakeModel("phi3:mini")] });
        await using var services = Services([Make.Ollama(fake)]);
        var registry = services.GetRequiredService<EngineRegistry>();
        await registry.ProbeAsync(default);
        Assert.Equal(("phi3:mini", null), (registry.Engines[0].ChatModel, registry.Engines[0].EmbeddingModel));
    }

    [Fact]
    public async Task A_kind_nobody_registered_is_there_and_says_why_it_does_not_work()
    {
        await using var services = Services([Options("mine", "unknown")]);
        var registry = services.GetRequiredService<EngineRegistry>();
        await registry.ProbeAsync(default);
        Assert.Equal(new EngineAvailability(false, "no engine kind 'unknown' is registered"), registry.Engines[0].Availability);
    }

    private static EngineOptions Options(string name, string kind) => new() { Name = name, Target = ComputeTarget.Cpu, Kind = kind, ChatModel = "m" };

    private static ServiceProvider Services(
        IReadOnlyList<EngineOptions> engines, Action<IServiceCollection>? add = null, TimeProvider? time = null, TimeSpan? probeTimeout = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(time ?? TimeProvider.System);
        services.AddEngines(new EngineSetup { Engines = engines, Environment = EngineEnvironment.Empty, ProbeTimeout = probeTimeout ?? TimeSpan.FromSeconds(10) });
        add?.Invoke(services);
        return services.BuildServiceProvider();
    }

    private static async Task Until(Func<bool> condition, Action nudge)
    {
        using var limit = new CancellationTokenSource(Make.Patience);
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            nudge();
            await Task.Yield();
        }
    }

    private sealed class Parrot(bool silent = false, bool broken = false) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, messages.Last().Text);
            if (silent)
                await Task.Delay(-1, cancellationToken);
            if (broken)
                throw new InvalidOperationException("secret of the library");
            yield return new ChatResponseUpdate { FinishReason = ChatFinishReason.Stop };
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
