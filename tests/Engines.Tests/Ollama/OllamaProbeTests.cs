using Orchestrator.Fakes;
using Orchestrator.Routing;

namespace Orchestrator.Engines.Tests;

public sealed class OllamaProbeTests
{
    [Fact]
    public async Task A_server_with_the_models_is_healthy_and_says_what_is_loaded()
    {
        await using var fake = await FakeOllama.StartAsync();
        await using var engine = Make.Engine(Make.Ollama(fake));
        Assert.Empty((await engine.ProbeAsync(default)).LoadedModels);
        await Make.Ask(engine, "hello");
        var health = await engine.ProbeAsync(default);
        Assert.True(health.Healthy);
        Assert.Equal(["phi3:mini"], health.LoadedModels);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unhealthy_and_says_where_it_was_sought()
    {
        var fake = await FakeOllama.StartAsync();
        var options = Make.Ollama(fake);
        await fake.DisposeAsync();
        await using var engine = Make.Engine(options);
        var health = await engine.ProbeAsync(default);
        Assert.False(health.Healthy);
        Assert.Equal($"Ollama does not answer at {options.Endpoint}", health.Detail);
    }

    [Fact]
    public async Task A_missing_model_is_named_with_the_command_that_fetches_it()
    {
        await using var fake = await FakeOllama.StartAsync(new FakeOllamaOptions { Models = [new FakeModel("phi3:mini")] });
        await using var engine = Make.Engine(Make.Ollama(fake));
        var health = await engine.ProbeAsync(default);
        Assert.True(health.Healthy);
        Assert.Equal(["nomic-embed-text"], health.MissingModels);
        Assert.Equal("not pulled: nomic-embed-text (ollama pull nomic-embed-text)", health.Detail);
    }

    [Fact]
    public async Task Without_any_of_its_models_an_engine_is_unhealthy()
    {
        await using var fake = await FakeOllama.StartAsync(new FakeOllamaOptions { Models = [] });
        await using var engine = Make.Engine(Make.Ollama(fake));
        Assert.False((await engine.ProbeAsync(default)).Healthy);
    }

    [Fact]
    public async Task A_gpu_engine_whose_model_lies_partly_in_ram_is_unhealthy()
    {
        await using var fake = await FakeOllama.StartAsync(new FakeOllamaOptions { Models = [new FakeModel("mistral:7b-instruct-q4_0", 8_000_000_000)], Vram = 5_100_000_000 });
        await using var engine = Make.Engine(Make.Ollama(fake, ComputeTarget.Gpu));
        Assert.True((await engine.ProbeAsync(default)).Healthy);
        await Make.Ask(engine, "hello");
        var health = await engine.ProbeAsync(default);
        Assert.False(health.Healthy);
        Assert.Equal("mistral:7b-instruct-q4_0: 5.1 of 8.0 GB in VRAM", health.Detail);
    }

    [Fact]
    public async Task A_cpu_engine_does_not_mind_being_in_ram()
    {
        await using var fake = await FakeOllama.StartAsync();
        await using var engine = Make.Engine(Make.Ollama(fake));
        await Make.Ask(engine, "hello");
        Assert.True((await engine.ProbeAsync(default)).Healthy);
    }
}
