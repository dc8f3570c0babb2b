using System.Net;
using System.Text.Json.Nodes;
using Orchestrator.Fakes;
using Orchestrator.Routing;

namespace Orchestrator.Engines.Tests;

public sealed class WholeAnswerTests
{
    [Theory]
    [InlineData("stop", "stop")]
    [InlineData("SAFETY", "content_filter")]
    [InlineData("MAX_TOKENS", "length")]
    [InlineData("", null)]
    public async Task A_finish_reason_is_put_into_the_standard_form(string given, string? standard)
    {
        var answer = await Post(FakeReply.Json(HttpStatusCode.OK, $$"""{"choices":[{"message":{"content":"hi"},"finish_reason":"{{given}}"}],"id":"x"}"""));
        Assert.Equal(standard, answer["choices"]![0]!["finish_reason"]?.ToString());
        Assert.Equal("x", answer["id"]!.ToString());
    }

    [Theory]
    [InlineData("""{"choices":[]}""", EngineFault.Refused)]
    [InlineData("""{"choices":[{"message":{},"finish_reason":"error"}]}""", EngineFault.Broken)]
    [InlineData("""{"error":{"message":"no","code":503}}""", EngineFault.Busy)]
    [InlineData("""[{"error":{"message":"no","code":404}}]""", EngineFault.ModelMissing)]
    [InlineData("""{"choices":[""", EngineFault.Broken)]
    public async Task What_is_no_answer_is_a_fault(string body, EngineFault fault)
    {
        var exception = await Assert.ThrowsAsync<EngineException>(() => Post(FakeReply.Json(HttpStatusCode.OK, body)));
        Assert.Equal(fault, exception.Fault);
    }

    [Fact]
    public async Task An_error_that_is_null_is_none() => Assert.NotNull(await Post(FakeReply.Json(HttpStatusCode.OK, """{"error":null,"status":"ok"}""")));

    [Fact]
    public async Task A_download_that_fails_halfway_is_a_fault()
    {
        await using var fake = await FakeOllama.StartAsync();
        using var http = Client();
        using var request = new StringContent("""{"model":"missing"}""", System.Text.Encoding.UTF8, "application/json");
        var exception = await Assert.ThrowsAsync<EngineException>(() => http.PostAsync(new Uri(fake.Address, "api/pull"), request));
        Assert.Equal("pull model manifest: file does not exist", exception.Message);
    }

    [Fact]
    public async Task A_download_that_succeeds_passes()
    {
        await using var fake = await FakeOllama.StartAsync();
        using var http = Client();
        using var request = new StringContent("""{"model":"phi3:mini"}""", System.Text.Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri(fake.Address, "api/pull"), request);
        Assert.EndsWith("{\"status\":\"success\"}\n", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task<JsonNode> Post(FakeReply reply)
    {
        await using var fake = new FakeOpenAi();
        await fake.ListenAsync();
        fake.Enqueue(reply);
        using var http = Client();
        using var request = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri(fake.BaseAddress, "chat/completions"), request);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    private static HttpClient Client() => new(new EngineGuardHandler(new SocketsHttpHandler(), new EngineGuardOptions()));
}
