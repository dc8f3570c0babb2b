using System.Text.Json.Nodes;
using Orchestrator.Fakes;

namespace Orchestrator.Engines.Tests;

public sealed class OpenAiEngineTests
{
    public const string WeatherTool =
        """[{"type":"function","function":{"name":"weather","description":"tells it","parameters":{"type":"object","properties":{"city":{"type":"string"}}}}}]""";

    [Fact]
    public async Task An_answer_streams_with_its_usage_and_finish_reason()
    {
        await using var fake = await StartAsync();
        await using var engine = Make.Engine(Make.OpenAi(fake));
        var (text, end) = await Make.Ask(engine, "one two three");
        Assert.Equal("You said: one two three", text);
        Assert.Equal(("stop", 3, 5), (end.FinishReason, end.InputTokens, end.OutputTokens));
    }

    [Fact]
    public async Task Thinking_that_only_the_total_counts_is_billed_as_output()
    {
        await using var fake = await FakeGemini.StartAsync(thinkingTokens: 100);
        await using var engine = Make.Engine(Make.OpenAi(fake, "gemini"), FakeGemini.GoodKey);
        Assert.Equal(105, (await Make.Ask(engine, "one two three")).End.OutputTokens);
    }

    [Theory]
    [InlineData("openai", "max_completion_tokens", "max_tokens")]
    [InlineData("gemini", "max_completion_tokens", "max_tokens")]
    [InlineData("anthropic", "max_tokens", "max_completion_tokens")]
    [InlineData("openrouter", "max_tokens", "max_completion_tokens")]
    [InlineData("vllm", "max_completion_tokens", "max_tokens")]
    [InlineData("lmstudio", "max_tokens", "max_completion_tokens")]
    [InlineData("llama-server", "max_tokens", "max_completion_tokens")]
    public async Task The_limit_has_the_name_the_provider_knows(string preset, string used, string unused)
    {
        await using var fake = await StartAsync();
        await using var engine = Make.Engine(Make.OpenAi(fake, preset));
        var (text, end) = await Make.Ask(engine, Make.Request(engine, "one two three") with { MaxOutputTokens = 2 });
        Assert.Equal(("You said:", "length"), (text, end.FinishReason));
        var sent = fake.Last("/chat/completions").Body!;
        Assert.Equal(2, sent[used]!.GetValue<int>());
        Assert.False(sent.ContainsKey(unused));
    }

    [Fact]
    public async Task Sampling_format_and_tools_reach_the_provider()
    {
        await using var fake = await StartAsync();
        await using var engine = Make.Engine(Make.OpenAi(fake));
        await Make.Ask(engine, Make.Request(engine, "hello") with
        {
            Temperature = 0.25,
            TopP = 0.5,
            Seed = 42,
            Stop = ["END"],
            ResponseFormatJson = """{"type":"json_schema","json_schema":{"name":"n","strict":true,"schema":{"type":"object"}}}""",
            ToolsJson = WeatherTool,
        });
        var sent = fake.Last("/chat/completions").Body!;
        Assert.Equal((0.25f, 0.5f, 42), (sent["temperature"]!.GetValue<float>(), sent["top_p"]!.GetValue<float>(), sent["seed"]!.GetValue<int>()));
        Assert.Equal("END", sent["stop"]![0]!.ToString());
        Assert.Equal(("n", true), (sent["response_format"]!["json_schema"]!["name"]!.ToString(), sent["response_format"]!["json_schema"]!["strict"]!.GetValue<bool>()));
        Assert.Equal("weather", sent["tools"]![0]!["function"]!["name"]!.ToString());
    }

    [Fact]
    public async Task Tool_calls_come_back_in_openai_form()
    {
        await using var fake = await StartAsync();
        await using var engine = Make.Engine(Make.OpenAi(fake));
        fake.Enqueue(FakeReply.Sse(
            """{"id":"1","object":"chat.completion.chunk","created":1,"model":"gpt-fake","choices":[{"index":0,"delta":{"role":"assistant","tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"weather","arguments":"{\"city\":"}}]},"finish_reason":null}]}""",
            """{"id":"1","object":"chat.completion.chunk","created":1,"model":"gpt-fake","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\"Bern\"}"}}]},"finish_reason":null}]}""",
            """{"id":"1","object":"chat.completion.chunk","created":1,"model":"gpt-fake","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}""",
            "[DONE]"));
        var (_, end) = await Make.Ask(engine, Make.Request(engine, "hello") with { ToolsJson = WeatherTool });
        Assert.Equal("tool_calls", end.FinishReason);
        var call = JsonNode.Parse(end.ToolCallsJson!)![0]!;
        Assert.Equal(("call_1", "weather", """{"city":"Bern"}"""), (call["id"]!.ToString(), call["function"]!["name"]!.ToString(), call["function"]!["arguments"]!.ToString()));
    }

    [Theory]
    [InlineData("\"required\"", "\"required\"")]
    [InlineData("""{"type":"function","function":{"name":"weather"}}""", """{"type":"function","function":{"name":"weather"}}""")]
    [InlineData(null, "\"auto\"")]
    public async Task The_choice_of_a_tool_is_the_callers(string? choice, string sent)
    {
        await using var fake = await StartAsync();
        await using var engine = Make.Engine(Make.OpenAi(fake));
        await Make.Ask(engine, Make.Request(engine, "hello") with { ToolsJson = WeatherTool, ToolChoiceJson = choice });
        Assert.Equal(JsonNode.Parse(sent)!.ToJsonString(), fake.Last("/chat/completions").Body!["tool_choice"]?.ToJsonString());
    }

    [Fact]
    public async Task A_conversation_with_tools_is_sent_as_it_was()
    {
        await using var fake = await StartAsync();
        await using var engine = Make.Engine(Make.OpenAi(fake));
        await Make.Ask(engine, Make.Request(engine, "hello") with
        {
            Messages =
            [
                new EngineMessage("user", "Rain?"),
                new EngineMessage("assistant", "") { ToolCallsJson = """[{"id":"c1","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Bern\"}"}}]""" },
                new EngineMessage("tool", "yes") { ToolCallId = "c1" },
            ],
        });
        var sent = fake.Last("/chat/completions").Body!["messages"]!.AsArray();
        Assert.Equal("c1", sent[1]!["tool_calls"]![0]!["id"]!.ToString());
        Assert.Equal("Bern", JsonNode.Parse(sent[1]!["tool_calls"]![0]!["function"]!["arguments"]!.ToString())!["city"]!.ToString());
        Assert.Equal(("tool", "c1", "yes"), (sent[2]!["role"]!.ToString(), sent[2]!["tool_call_id"]!.ToString(), sent[2]!["content"]!.ToString()));
    }

    [Fact]
    public async Task A_temperature_beyond_the_providers_range_is_cut()
    {
        await using var fake = await StartAsync();
        await using var engine = Make.Engine(Make.OpenAi(fake, "anthropic"));
        await Make.Ask(engine, Make.Request(engine, "hello") with { Temperature = 1.7 });
        Assert.Equal(1, fake.Last("/chat/completions").Body!["temperature"]!.GetValue<double>());
    }

    [Fact]
    public async Task Extra_headers_and_the_key_are_sent()
    {
        await using var fake = new FakeOpenAi { Key = "sk-test-123456" };
        await fake.ListenAsync();
        var options = Make.OpenAi(fake);
        options = options with { Settings = new Dictionary<string, string>(options.Settings) { ["headers.X-Title"] = "orchestrator" } };
        await using var engine = Make.Engine(options, "sk-test-123456");
        await Make.Ask(engine, "hello");
        var headers = fake.Last("/chat/completions").Headers;
        Assert.Equal(("orchestrator", "Bearer sk-test-123456"), (headers["X-Title"], headers["Authorization"]));
    }

    [Fact]
    public async Task A_text_is_embedded()
    {
        await using var fake = await FakeGemini.StartAsync();
        await using var engine = Make.Engine(Make.OpenAi(fake, "gemini"), FakeGemini.GoodKey);
        var embedding = await engine.EmbedAsync(new EngineEmbeddingRequest(Guid.NewGuid(), "gemini-embedding-2", "two words", 16), default);
        Assert.Equal((16, 2), (embedding.Vector.Length, embedding.InputTokens));
    }

    [Fact]
    public async Task An_engine_whose_key_is_not_set_is_not_started_and_says_so()
    {
        await using var fake = await FakeGemini.StartAsync();
        await using var engine = Make.Engine(Make.OpenAi(fake, "gemini"));
        Assert.Equal(new EngineHealth(false, "TEST_KEY is not set", []).Detail, (await engine.ProbeAsync(default)).Detail);
        Assert.False((await engine.ProbeAsync(default)).Healthy);
        Assert.Empty(fake.Requests);
    }

    [Fact]
    public async Task A_probe_lists_the_models_and_accepts_geminis_prefix()
    {
        await using var fake = await FakeGemini.StartAsync();
        await using var engine = Make.Engine(Make.OpenAi(fake, "gemini"), FakeGemini.GoodKey);
        var health = await engine.ProbeAsync(default);
        Assert.True(health.Healthy);
        Assert.Empty(health.MissingModels!);
    }

    [Fact]
    public async Task A_probe_finds_a_wrong_key()
    {
        await using var fake = await FakeGemini.StartAsync();
        await using var engine = Make.Engine(Make.OpenAi(fake, "gemini"), "AIzaWrongKeyWrongKey");
        var health = await engine.ProbeAsync(default);
        Assert.False(health.Healthy);
        Assert.Equal("API key not valid. Please pass a valid API key.", health.Detail);
    }

    private static async Task<FakeOpenAi> StartAsync()
    {
        var fake = new FakeOpenAi();
        await fake.ListenAsync();
        return fake;
    }
}
