using Orchestrator.Fakes;
using Orchestrator.Routing;

namespace Orchestrator.Engines.Tests;

public sealed class OllamaEngineTests
{
    [Fact]
    public async Task An_answer_streams_with_its_usage_and_finish_reason()
    {
        await using var fake = await FakeOllama.StartAsync();
        await using var engine = Make.Engine(Make.Ollama(fake));
        var pieces = new List<string>();
        EngineCompletion? end = null;
        await foreach (var update in engine.GenerateAsync(Make.Request(engine, "one two three"), default))
        {
            if (update.Text is not null)
                pieces.Add(update.Text);
            end = update.Completion;
        }

        Assert.Equal(["You", " said:", " one", " two", " three"], pieces);
        Assert.Equal(("stop", 3, 5), (end!.FinishReason, end.InputTokens, end.OutputTokens));
    }

    [Fact]
    public async Task A_cold_start_is_told_apart_from_a_warm_call()
    {
        var model = new FakeModel("phi3:mini", LoadTime: TimeSpan.FromMilliseconds(30));
        await using var fake = await FakeOllama.StartAsync(new FakeOllamaOptions { Models = [model] });
        await using var engine = Make.Engine(Make.Ollama(fake));
        Assert.Equal(30, (await Make.Ask(engine, "cold")).End.LoadMs);
        Assert.Equal(0, (await Make.Ask(engine, "warm")).End.LoadMs);
    }

    [Fact]
    public async Task Runner_options_are_the_same_on_every_call_so_that_the_model_loads_once()
    {
        await using var fake = await FakeOllama.StartAsync();
        await using var engine = Make.Engine(Make.Ollama(fake) with { Settings = new Dictionary<string, string> { ["num_thread"] = "2", ["num_batch"] = "256" } });
        await Make.Ask(engine, Make.Request(engine, "one") with { Temperature = 0.1, Seed = 7, MaxOutputTokens = 3 });
        await Make.Ask(engine, Make.Request(engine, "two") with { Temperature = 1, TopP = 0.5, Stop = ["x"] });
        Assert.Equal(1, fake.Scheduler.Loads);
        Assert.Equal(new FakeRunnerOptions(4096, 256, 0, 2), FakeRunnerOptions.Of(fake.Last("/api/chat").Body!));
    }

    [Fact]
    public async Task A_gpu_engine_always_says_how_many_layers_it_wants()
    {
        await using var fake = await FakeOllama.StartAsync();
        await using var engine = Make.Engine(Make.Ollama(fake, ComputeTarget.Gpu));
        await Make.Ask(engine, "hello");
        Assert.Equal(999, FakeRunnerOptions.Of(fake.Last("/api/chat").Body!).NumGpu);
    }

    [Fact]
    public async Task Sampling_options_and_keep_alive_reach_the_server()
    {
        await using var fake = await FakeOllama.StartAsync();
        await using var engine = Make.Engine(Make.Ollama(fake) with { Settings = new Dictionary<string, string> { ["keep_alive"] = "30m" } });
        await Make.Ask(engine, Make.Request(engine, "hello") with
        {
            Temperature = 0.25,
            TopP = 0.5,
            Seed = 42,
            Stop = ["END"],
            MaxOutputTokens = 9,
            ResponseFormatJson = """{"type":"json_object"}""",
        });
        var sent = fake.Last("/api/chat").Body!;
        var options = sent["options"]!;
        Assert.Equal("30m", sent["keep_alive"]!.ToString());
        Assert.Equal("json", sent["format"]!.ToString());
        Assert.Equal((0.25f, 0.5f, 42, 9), (options["temperature"]!.GetValue<float>(), options["top_p"]!.GetValue<float>(), options["seed"]!.GetValue<int>(), options["num_predict"]!.GetValue<int>()));
        Assert.Equal("END", options["stop"]![0]!.ToString());
    }

    [Fact]
    public async Task A_limit_on_the_answer_ends_it_with_length()
    {
        await using var fake = await FakeOllama.StartAsync();
        await using var engine = Make.Engine(Make.Ollama(fake));
        var (text, end) = await Make.Ask(engine, Make.Request(engine, "one two three") with { MaxOutputTokens = 2 });
        Assert.Equal(("You said:", "length"), (text, end.FinishReason));
    }

    [Fact]
    public async Task A_text_is_embedded_with_the_same_runner_options()
    {
        await using var fake = await FakeOllama.StartAsync();
        await using var engine = Make.Engine(Make.Ollama(fake));
        var embedding = await engine.EmbedAsync(new EngineEmbeddingRequest(Guid.NewGuid(), "nomic-embed-text", "two words", 16), default);
        Assert.Equal((16, 2), (embedding.Vector.Length, embedding.InputTokens));
        var sent = fake.Last("/api/embed").Body!;
        Assert.Equal(new FakeRunnerOptions(4096, null, 0, null), FakeRunnerOptions.Of(sent));
        Assert.Equal("10m", sent["keep_alive"]!.ToString());
    }

    [Fact]
    public async Task Tools_are_offered_and_a_call_comes_back_in_openai_form()
    {
        await using var fake = await FakeOllama.StartAsync();
        await using var engine = Make.Engine(Make.Ollama(fake));
        fake.Enqueue(FakeReply.Ndjson(
            """{"model":"phi3:mini","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":"","tool_calls":[{"function":{"name":"weather","arguments":{"city":"Bern"}}}]},"done":false}""",
            """{"model":"phi3:mini","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":4,"eval_count":2}"""));
        var (_, end) = await Make.Ask(engine, Make.Request(engine, "hello") with { ToolsJson = OpenAiEngineTests.WeatherTool });
        Assert.Equal("tool_calls", end.FinishReason);
        Assert.Contains("\"name\":\"weather\"", end.ToolCallsJson, StringComparison.Ordinal);
        Assert.Contains("Bern", end.ToolCallsJson, StringComparison.Ordinal);
        Assert.Equal("weather", fake.Last("/api/chat").Body!["tools"]![0]!["function"]!["name"]!.ToString());
    }
}
