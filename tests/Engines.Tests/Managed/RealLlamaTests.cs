using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Routing;

namespace Orchestrator.Engines.Tests;

/// <summary>The whole way down: registry, client, guard, supervised process, llama.cpp, the demo model.</summary>
public sealed class RealLlamaTests(RealLlamaTests.Fixture fixture) : IClassFixture<RealLlamaTests.Fixture>
{
    [Theory]
    [InlineData("The service was terrible and slow", "negative")]
    [InlineData("I love my dog, it is a great friend", "positive")]
    [InlineData("The train leaves from the city", "neutral")]
    public async Task A_mood_is_computed_by_the_model(string prompt, string mood)
    {
        var engine = await fixture.EngineAsync();
        var (text, end) = await Make.Ask(engine, Make.Request(engine, prompt, TaskType.Classification) with { Temperature = 0 });
        Assert.Contains(mood, text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("stop", end.FinishReason);
        Assert.True(end.InputTokens > 0 && end.OutputTokens > 0);
    }

    [Fact]
    public async Task Related_texts_are_closer_than_unrelated_ones()
    {
        var engine = await fixture.EngineAsync();
        float[] dog = await Embed("my dog is a friend"), cat = await Embed("a dog and a cat"), invoice = await Embed("invoice order customer");
        Assert.True(Cosine(dog, cat) > Cosine(dog, invoice));

        async Task<float[]> Embed(string text) => (await engine.EmbedAsync(new EngineEmbeddingRequest(Guid.NewGuid(), "demo-q4_0", text), default)).Vector;
    }

    [Fact]
    public async Task An_endless_answer_is_cancelled_and_the_next_call_is_served()
    {
        var engine = await fixture.EngineAsync();
        using var caller = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in engine.GenerateAsync(Make.Request(engine, "say it endless") with { MaxOutputTokens = 4000, Temperature = 0 }, caller.Token))
                await caller.CancelAsync();
        });
        Assert.Equal("stop", (await Make.Ask(engine, "hello").WaitAsync(Make.Patience)).End.FinishReason);
    }

    [Fact]
    public async Task A_prompt_beyond_the_context_is_too_long()
    {
        var engine = await fixture.EngineAsync();
        await Make.Fails(engine, EngineFault.TooLong, string.Concat(Enumerable.Repeat(" dog", 3000)));
    }

    private static double Cosine(float[] a, float[] b) =>
        a.Zip(b, (x, y) => (double)x * y).Sum() / Math.Sqrt(a.Sum(x => (double)x * x) * b.Sum(x => (double)x * x));

    public sealed class Fixture : IAsyncDisposable
    {
        private readonly string _data = Directory.CreateTempSubdirectory("engines-").FullName;
        private readonly SemaphoreSlim _once = new(1);
        private ServiceProvider? _services;

        internal async Task<IEngine> EngineAsync()
        {
            if (!Directory.Exists(Path.Combine(AppContext.BaseDirectory, "llamahost", "native")))
            {
                const string Reason = "llama.cpp's libraries are missing: build with npm installed";
                Assert.False(Environment.GetEnvironmentVariable("REQUIRE_ALL") == "1", Reason);
                Assert.Skip(Reason);
            }

            await _once.WaitAsync();
            try
            {
                _services ??= await StartAsync();
                return _services.GetRequiredService<EngineRegistry>().Engines[0].Engine;
            }
            finally
            {
                _once.Release();
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (_services is not null)
                await _services.DisposeAsync();
            _once.Dispose();
            Directory.Delete(_data, recursive: true);
        }

        private async Task<ServiceProvider> StartAsync()
        {
            var (engines, errors) = EngineFile.Parse(
                $"engines:\n  - {{ name: quantized, target: QUANTIZED, kind: llama, demo_model: q4_0, threads: 1, context_tokens: 2048, command_path: '{Path.Combine(AppContext.BaseDirectory, "llamahost", "Orchestrator.LlamaHost.dll")}' }}\n",
                EngineEnvironment.Empty);
            Assert.Empty(errors);
            var services = new ServiceCollection();
            services.AddLogging();
            services.AddEngines(new EngineSetup { Engines = engines, Environment = EngineEnvironment.Empty, DataFolder = _data });
            var provider = services.BuildServiceProvider();
            var registry = provider.GetRequiredService<EngineRegistry>();
            await registry.StartAsync(default);
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            while (!registry.Engines[0].Availability.TakesWork)
            {
                await registry.ProbeAsync(limit.Token);
                await Task.Delay(50, limit.Token);
            }

            return provider;
        }
    }
}
