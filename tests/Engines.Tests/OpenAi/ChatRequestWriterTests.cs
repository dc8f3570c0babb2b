using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck.Xunit;
using Microsoft.Extensions.AI;
using Orchestrator.Routing;

namespace Orchestrator.Engines.Tests;

public sealed class ChatRequestWriterTests
{
    private static readonly ChatMessage[] _hello = [new(ChatRole.User, "hello")];

    [Fact]
    public void Nothing_is_sent_that_nobody_asked_for() =>
        Assert.Equal(
            """{"model":"m","messages":[{"role":"user","content":"hello"}],"stream":true,"stream_options":{"include_usage":true}}""",
            Written(null).ToJsonString());

    [Fact]
    public void The_models_name_may_come_with_the_call() => Assert.Equal("other", Written(new ChatOptions { ModelId = "other" })["model"]!.ToString());

    [Theory]
    [InlineData("max_tokens")]
    [InlineData("max_completion_tokens")]
    public void The_limit_has_the_providers_name(string field) =>
        Assert.Equal(7, Written(new ChatOptions { MaxOutputTokens = 7 }, field)[field]!.GetValue<int>());

    [Fact]
    public void Sampling_is_written_as_it_was_given()
    {
        var sent = Written(new ChatOptions { Temperature = 0.3f, TopP = 0.9f, Seed = long.MaxValue, StopSequences = ["a", "\n"] });
        Assert.Equal(
            """{"temperature":0.3,"top_p":0.9,"seed":9223372036854775807,"stop":["a","\n"]}""",
            Only(sent, "temperature", "top_p", "seed", "stop"));
    }

    [Theory]
    [InlineData(0.5f, "0.5")]
    [InlineData(1f, "1")]
    [InlineData(1.7f, "1")]
    public void A_temperature_beyond_the_range_is_cut(float given, string sent) =>
        Assert.Equal(sent, Written(new ChatOptions { Temperature = given }, highest: 1)["temperature"]!.ToJsonString());

    [Theory]
    [InlineData("""{"type":"text"}""")]
    [InlineData("""{"type":"json_object"}""")]
    [InlineData("""{"type":"json_schema","json_schema":{"name":"n","strict":true,"schema":{"type":"object","properties":{"a":{"type":"string","minLength":3}}}}}""")]
    public void The_format_goes_on_as_the_caller_wrote_it(string format)
    {
        var request = new EngineRequest { TaskId = Guid.Empty, Type = TaskType.Chat, Priority = TaskPriority.Normal, Model = "m", Messages = [], ResponseFormatJson = format };
        Assert.Equal(format, Written(ChatOptionsMapper.Map(request))["response_format"]!.ToJsonString());
    }

    [Fact]
    public void Tools_keep_their_schema_and_get_what_it_lacks()
    {
        var sent = Written(new ChatOptions
        {
            Tools = [Tool("weather", """{"properties":{"city":{"type":"string","minLength":1}},"required":["city"],"additionalProperties":true,"$defs":{}}"""), Tool("bare", "{}")],
        });
        Assert.Equal(
            """[{"type":"function","function":{"name":"weather","description":"tells","parameters":{"type":"object","properties":{"city":{"type":"string","minLength":1}},"required":["city"],"additionalProperties":true,"$defs":{}}}},"""
            + """{"type":"function","function":{"name":"bare","description":"tells","parameters":{"type":"object","properties":{},"required":[],"additionalProperties":false}}}]""",
            sent["tools"]!.ToJsonString());
    }

    [Fact]
    public void The_choice_of_a_tool_is_written_with_the_tools()
    {
        Assert.Equal("\"auto\"", Choice(null));
        Assert.Equal("\"none\"", Choice(ChatToolMode.None));
        Assert.Equal("\"required\"", Choice(ChatToolMode.RequireAny));
        Assert.Equal("""{"type":"function","function":{"name":"weather"}}""", Choice(ChatToolMode.RequireSpecific("weather")));
        Assert.False(Written(new ChatOptions { ToolMode = ChatToolMode.RequireAny }).ContainsKey("tool_choice"));
    }

    [Fact]
    public void A_conversation_with_tools_is_written_turn_by_turn()
    {
        var call = new FunctionCallContent("c1", "weather", new Dictionary<string, object?> { ["city"] = "Bérn", ["n"] = JsonElement.Parse("1.50") });
        var sent = Written(null, messages:
        [
            new(ChatRole.System, "Be terse."),
            new(ChatRole.User, "Rain?"),
            new(ChatRole.Assistant, [call]),
            new(ChatRole.Tool, [new FunctionResultContent("c1", "yes"), new FunctionResultContent("c2", null)]),
            new(ChatRole.Tool, [new FunctionResultContent("c3", new Dictionary<string, int> { ["mm"] = 4 })]),
            new(ChatRole.Assistant, [new TextContent("Yes, "), new TextContent("rain."), call]),
            new(ChatRole.Assistant, ""),
        ]);
        string called = """{"id":"c1","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Bérn\",\"n\":1.50}"}}""";
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse($$"""
                [{"role":"system","content":"Be terse."},
                 {"role":"user","content":"Rain?"},
                 {"role":"assistant","tool_calls":[{{called}}]},
                 {"role":"tool","tool_call_id":"c1","content":"yes"},
                 {"role":"tool","tool_call_id":"c2","content":""},
                 {"role":"tool","tool_call_id":"c3","content":"{\"mm\":4}"},
                 {"role":"assistant","content":"Yes, rain.","tool_calls":[{{called}}]},
                 {"role":"assistant","content":""}]
                """),
            sent["messages"]), sent["messages"]!.ToJsonString());
    }

    [Property(MaxTest = 200)]
    public bool Any_text_arrives_as_it_was(string? text)
    {
        string given = text ?? "";
        return Written(null, messages: [new(ChatRole.User, given)])["messages"]![0]!["content"]!.GetValue<string>() == ReplaceLoneSurrogates(given);
    }

    [Theory]
    [InlineData("ä<>&'+\"\\/ \n\t\u0001\u2028 \U0001F600")]
    [InlineData("\ud800")]
    public void Special_characters_arrive_too(string text) => Assert.True(Any_text_arrives_as_it_was(text));

    [Fact]
    public void A_prompt_larger_than_any_buffer_fits()
    {
        string text = new('é', 1_000_000);
        Assert.Equal(text, Written(null, messages: [new(ChatRole.User, "first"), new(ChatRole.User, text)])["messages"]![1]!["content"]!.GetValue<string>());
    }

    [Fact]
    public void An_image_is_not_left_out_silently() =>
        Assert.Throws<NotSupportedException>(() => Written(null, messages: [new(ChatRole.User, [new DataContent("data:image/png;base64,AAAA")])]));

    [Fact]
    public async Task The_body_is_json_of_known_length()
    {
        using var body = new ChatRequestWriter("max_tokens", 2).Write("m", _hello, null);
        Assert.Equal(("application/json", body.Written.Length), (body.Headers.ContentType!.ToString(), (int)body.Headers.ContentLength!.Value));
        Assert.Equal(body.Written.ToArray(), await body.ReadAsByteArrayAsync());
    }

    private static JsonObject Written(ChatOptions? options, string field = "max_tokens", double highest = 2, ChatMessage[]? messages = null)
    {
        using var body = new ChatRequestWriter(field, highest).Write("m", messages ?? _hello, options);
        return JsonNode.Parse(body.Written.Span)!.AsObject();
    }

    private static string Only(JsonObject sent, params string[] names) =>
        new JsonObject(names.Select(name => KeyValuePair.Create(name, sent[name]?.DeepClone()))).ToJsonString();

    private static string Choice(ChatToolMode? mode) =>
        Written(new ChatOptions { Tools = [Tool("weather", "{}")], ToolMode = mode })["tool_choice"]!.ToJsonString();

    private static AIFunctionDeclaration Tool(string name, string schema) => AIFunctionFactory.CreateDeclaration(name, "tells", JsonElement.Parse(schema));

    private static string ReplaceLoneSurrogates(string text) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));
}
