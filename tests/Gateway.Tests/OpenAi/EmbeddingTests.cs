namespace Orchestrator.Gateway.Tests;

public sealed class EmbeddingTests
{
    [Fact]
    public async Task Many_texts_give_as_many_vectors_in_their_order()
    {
        await using GatewayHost host = await Host();

        HttpResponseMessage response = await host.Post("/v1/embeddings", """{ "model": "auto", "input": ["a", "bb", "ccc"] }""");

        Assert.Equal(
            """
            {"object":"list","data":[{"object":"embedding","index":0,"embedding":[1,0.5]},{"object":"embedding","index":1,"embedding":[2,0.5]},
            {"object":"embedding","index":2,"embedding":[3,0.5]}],"model":"gemini-2.5-flash","usage":{"prompt_tokens":36,"total_tokens":36}}
            """.ReplaceLineEndings(""),
            await response.Content.ReadAsStringAsync());
        Assert.Equal("CLOUD", response.Headers.GetValues("X-Routed-Target").Single());
        Assert.All(host.Cluster.Tasks, task => Assert.Equal(TaskType.Embedding, task.Snapshot!.Submission.Type));
    }

    [Fact]
    public async Task Base64_is_little_endian_floats()
    {
        await using GatewayHost host = await Host();

        JsonObject body = await host.Post("/v1/embeddings", """{ "model": "tiny", "input": "a", "encoding_format": "base64", "dimensions": 2 }""").JsonAsync();

        var bytes = Convert.FromBase64String((string)body["data"]![0]!["embedding"]!);
        Assert.Equal([1f, 0.5f], new[] { BitConverter.ToSingle(bytes, 0), BitConverter.ToSingle(bytes, 4) });
        TaskSubmission task = Assert.Single(host.Cluster.Tasks).Snapshot!.Submission;
        Assert.Equal(("tiny", 2), (task.Model, task.Options!.Dimensions));
    }

    [Fact]
    public async Task A_vector_of_another_length_than_asked_for_is_an_error()
    {
        await using GatewayHost host = await Host();

        JsonObject body = await host.Post("/v1/embeddings", """{ "model": "tiny", "input": "a", "dimensions": 3 }""").JsonAsync();

        Assert.Equal("dimensions", (string?)body["error"]!["param"]);
    }

    [Theory]
    [InlineData("""{ "model": "auto" }""", "input")]
    [InlineData("""{ "model": "auto", "input": [] }""", "input")]
    [InlineData("""{ "model": "auto", "input": [1, 2] }""", "input[0]")]
    [InlineData("""{ "model": "auto", "input": ["a", ""] }""", "input[1]")]
    [InlineData("""{ "model": "auto", "input": "a", "encoding_format": "hex" }""", "encoding_format")]
    [InlineData("""{ "model": "auto", "input": "a", "dimensions": 0 }""", "dimensions")]
    public async Task What_is_wrong_is_named(string body, string param)
    {
        await using GatewayHost host = await Host();

        HttpResponseMessage response = await host.Post("/v1/embeddings", body);

        Assert.Equal((HttpStatusCode.BadRequest, param), (response.StatusCode, (string?)(await response.JsonAsync())["error"]!["param"]));
    }

    [Fact]
    public async Task When_one_fails_the_others_are_stopped_and_the_failure_is_the_answer()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        host.Cluster.Run = task =>
        {
            task.Decide(1);
            if (task.Snapshot!.Submission.InputText == "bad")
                task.End(Samples.Failed);
        };

        HttpResponseMessage response = await host.Post("/v1/embeddings", """{ "model": "auto", "input": ["slow", "bad", "slow"] }""");

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.All(host.Cluster.Tasks, task => Assert.True(task.Snapshot!.IsTerminal));
    }

    [Fact]
    public async Task Models_are_listed_once_with_the_targets_that_have_them()
    {
        await using GatewayHost host = await Host();

        Assert.Equal(
            """{"object":"list","data":[{"id":"auto","object":"model","created":0,"owned_by":"orchestrator"},{"id":"tiny","object":"model","created":0,"owned_by":"cpu"}]}""",
            await host.Client.GetStringAsync("/v1/models"));
        Assert.Equal("tiny", (string?)(await host.Client.GetAsync("/v1/models/tiny").JsonAsync())["id"]);
        Assert.Equal("model_not_found", (string?)(await host.Client.GetAsync("/v1/models/org/none").JsonAsync())["error"]!["code"]);
    }

    private static async Task<GatewayHost> Host()
    {
        GatewayHost host = await GatewayHost.StartAsync();
        host.Cluster.Run = task =>
        {
            task.Decide(1);
            task.End(done => Samples.Completed(done) with { Result = null, Embedding = [done.Submission.InputText.Length, 0.5f] });
        };
        return host;
    }
}
