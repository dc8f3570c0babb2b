using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Orchestrator.LlamaHost.Tests;

public sealed class ErrorTests(Hosts hosts)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<string> ErrorTypeAsync(HttpResponseMessage response) => (string)(await HostClient.ReadAsync(response))["error"]!["type"]!;

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"messages":5}""")]
    [InlineData("""{"messages":[]}""")]
    [InlineData("""{"messages":[{"content":"no role"}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":7}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"temperature":3}""")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"top_p":0}""")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"max_tokens":0}""")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"stop":[1]}""")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"n":2}""")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"tools":[{}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"response_format":{"type":"json_object"}}""")]
    public async Task A_body_that_makes_no_sense_is_the_clients_error(string body)
    {
        var client = await hosts.GetAsync();
        using var response = await client.Http.PostAsync("chat/completions", new StringContent(body), Token);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("invalid_request_error", await ErrorTypeAsync(response));
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"input":[]}""")]
    [InlineData("""{"input":""}""")]
    [InlineData("""{"input":[5]}""")]
    [InlineData("""{"input":"x","encoding_format":"hex"}""")]
    public async Task An_embedding_without_text_is_the_clients_error(string body)
    {
        var client = await hosts.GetAsync();
        using var response = await client.Http.PostAsync("embeddings", new StringContent(body), Token);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_prompt_longer_than_the_context_is_refused_with_both_lengths(bool stream)
    {
        var client = await hosts.GetAsync();
        using var response = await client.PostAsync("chat/completions", HostClient.Chat(new string('x', 2000), body => body["stream"] = stream));
        var error = (await HostClient.ReadAsync(response))["error"]!;
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("exceed_context_size_error", (string?)error["type"]);
        Assert.Equal(1024, (int?)error["n_ctx"]);
        Assert.True((int)error["n_prompt_tokens"]! > 2000);
    }

    [Fact]
    public async Task An_answer_ends_with_the_context()
    {
        var answer = await (await hosts.GetAsync()).CompleteAsync("An endless story");
        Assert.Equal("length", (string?)answer["choices"]![0]!["finish_reason"]);
        Assert.Equal(1024, (int?)answer["usage"]!["total_tokens"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer wrong")]
    [InlineData("Basic eDp5")]
    public async Task Without_the_key_nothing_but_health_is_answered(string? authorization)
    {
        var address = (await hosts.GetAsync()).Http.BaseAddress!;
        using var http = new HttpClient { BaseAddress = address };
        if (authorization is not null) http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
        foreach (var path in new[] { "models", "/slots", "/nowhere" })
        {
            using var refused = await http.GetAsync(path, Token);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            Assert.Equal("authentication_error", await ErrorTypeAsync(refused));
        }

        using var health = await http.GetAsync("/health", Token);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    [Fact]
    public async Task An_unknown_path_and_a_wrong_method_are_told_apart()
    {
        var client = await hosts.GetAsync();
        using var missing = await client.Http.GetAsync("nothing", Token);
        using var method = await client.Http.GetAsync("chat/completions", Token);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, method.StatusCode);
    }

    [Fact]
    public async Task The_model_is_listed_with_its_sizes()
    {
        var list = (await (await hosts.GetAsync()).Http.GetFromJsonAsync<JsonNode>("models", Token))!;
        Assert.Equal("demo-q4_0", (string?)list["data"]![0]!["id"]);
        Assert.Equal(1024, (int?)list["data"]![0]!["meta"]!["n_ctx"]);
        Assert.Equal(320, (int?)list["data"]![0]!["meta"]!["n_embd"]);
    }
}
