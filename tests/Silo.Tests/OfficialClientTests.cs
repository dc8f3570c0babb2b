using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json.Nodes;
using OpenAI;
using OpenAI.Chat;

namespace Orchestrator.Silo.Tests;

/// <summary>OpenAI's own clients for .NET and JavaScript against a silo with a real llama.cpp, told nothing but another address.</summary>
public sealed class OfficialClientTests(RealSilo fixture) : IClassFixture<RealSilo>
{
    /// <summary>The demo model goes on to the last token allowed: long enough for the stream to be seen on its way.</summary>
    private const string Prompt = "Tell me an endless story about the weather";
    private const int MaxTokens = 2000;

    private static readonly string[] Texts =
    [
        "The cat sat with my dog in the house",
        "A dog and a cat are friends of the family",
        "The invoice for the server contract is a cost",
    ];

    private Uri Api => new(fixture.Silo.Http.BaseAddress!, "/v1");

    [Fact]
    public async Task A_stream_is_the_whole_answer_in_pieces_with_the_same_usage()
    {
        var chat = Client().GetChatClient("auto");
        var options = new ChatCompletionOptions { Temperature = 0, MaxOutputTokenCount = MaxTokens };

        var whole = (await chat.CompleteChatAsync([new UserChatMessage(Prompt)], options)).Value;
        List<StreamingChatCompletionUpdate> updates = [];
        await foreach (var update in chat.CompleteChatStreamingAsync([new UserChatMessage(Prompt)], options))
            updates.Add(update);

        Assert.Contains("weather", whole.Content[0].Text, StringComparison.Ordinal);
        var pieces = updates.SelectMany(update => update.ContentUpdate).Select(part => part.Text).Where(text => text.Length > 0).ToArray();
        Assert.True(pieces.Length > 1, "The answer came in one piece.");
        Assert.Equal(whole.Content[0].Text, string.Concat(pieces));
        var usage = Assert.Single(updates, update => update.Usage is not null).Usage;
        Assert.Equal((whole.Usage.InputTokenCount, whole.Usage.OutputTokenCount), (usage.InputTokenCount, usage.OutputTokenCount));
        Assert.Equal((MaxTokens, ChatFinishReason.Length), (usage.OutputTokenCount, Assert.Single(updates, update => update.FinishReason is not null).FinishReason));
    }

    [Fact]
    public async Task Embeddings_of_one_text_and_of_many_have_related_texts_closer()
    {
        var client = Client().GetEmbeddingClient("auto");

        var one = (await client.GenerateEmbeddingAsync(Texts[0])).Value.ToFloats().ToArray();
        var many = (await client.GenerateEmbeddingsAsync(Texts)).Value.Select(embedding => embedding.ToFloats().ToArray()).ToArray();

        AssertRelatedAreCloser(one, many);
    }

    [Fact]
    public async Task Errors_have_their_status_and_name_what_is_wrong()
    {
        var stranger = await FailureAsync(Client("wrong").GetChatClient("auto").CompleteChatAsync(Prompt));
        var value = await FailureAsync(Client().GetChatClient("auto").CompleteChatAsync([new UserChatMessage(Prompt)], new ChatCompletionOptions { Temperature = 9 }));
        var field = await FailureAsync(Client().GetChatClient("auto").CompleteChatAsync(
            BinaryContent.Create(BinaryData.FromObjectAsJson(new { model = "auto", temperatur = 1, messages = new[] { new { role = "user", content = Prompt } } }))));
        var model = await FailureAsync(Client().GetChatClient("no-such-model").CompleteChatAsync(Prompt));

        Assert.Equal((401, "authentication_error", "invalid_api_key", null), stranger);
        Assert.Equal((400, "invalid_request_error", "validation_failed", "temperature"), value);
        Assert.Equal((400, "invalid_request_error", "validation_failed", "temperatur"), field);
        Assert.Equal((404, "invalid_request_error", "model_not_found", null), model);
    }

    [Fact]
    public async Task The_JavaScript_client_chats_streams_embeds_and_understands_errors()
    {
        Assert.SkipWhen(JavaScriptClient.Missing is not null && !Requirement.AllRequired, JavaScriptClient.Missing ?? "");

        var seen = await JavaScriptClient.RunAsync("real-engine.mjs", Api, SiloProcess.DevelopmentKey, Prompt, $"{MaxTokens}");

        Assert.Contains("weather", (string?)seen["whole"], StringComparison.Ordinal);
        Assert.True((int)seen["chunks"]! > 1, "The answer came in one piece.");
        Assert.Equal(((string?)seen["whole"], (int)seen["usage"]!), ((string?)seen["streamed"], (int?)seen["streamedUsage"]));
        AssertRelatedAreCloser(Assert.Single(Embeddings("one")), Embeddings("many"));
        AssertFailure("stranger", "AuthenticationError", 401, "invalid_api_key", null);
        AssertFailure("value", "BadRequestError", 400, "validation_failed", "temperature");
        AssertFailure("field", "BadRequestError", 400, "validation_failed", "temperatur");
        AssertFailure("model", "NotFoundError", 404, "model_not_found", null);

        float[][] Embeddings(string name) => [.. seen[name]!.AsArray().Select(vector => vector!.AsArray().Select(value => (float)value!).ToArray())];

        void AssertFailure(string call, string type, int status, string code, string? param)
        {
            var failure = seen[call]!;
            Assert.Equal((type, status, code, param), ((string?)failure["name"], (int)failure["status"]!, (string?)failure["code"], (string?)failure["param"]));
        }
    }

    private static void AssertRelatedAreCloser(float[] one, float[][] many)
    {
        Assert.Equal(Texts.Length, many.Length);
        Assert.True(Vectors.Cosine(one, many[0]) > 0.999, "The same text alone and among others has two vectors.");
        var (related, unrelated) = (Vectors.Cosine(many[0], many[1]), Vectors.Cosine(many[0], many[2]));
        Assert.True(related > unrelated + 0.05, $"{related} against {unrelated}");
    }

    private static async Task<(int Status, string? Type, string? Code, string? Param)> FailureAsync(Task call)
    {
        var failure = await Assert.ThrowsAsync<ClientResultException>(() => call);
        var error = JsonNode.Parse(failure.GetRawResponse()!.Content.ToString())!["error"]!;
        Assert.Contains((string)error["message"]!, failure.Message, StringComparison.Ordinal);
        return (failure.Status, (string?)error["type"], (string?)error["code"], (string?)error["param"]);
    }

    private OpenAIClient Client(string key = SiloProcess.DevelopmentKey) =>
        new(new ApiKeyCredential(key), new OpenAIClientOptions { Endpoint = Api, RetryPolicy = new ClientRetryPolicy(0) });
}
