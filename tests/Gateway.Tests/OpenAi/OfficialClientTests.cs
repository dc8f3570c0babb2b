using System.ClientModel;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;

namespace Orchestrator.Gateway.Tests;

/// <summary>The official .NET client, told nothing but another address.</summary>
public sealed class OfficialClientTests
{
    [Fact]
    public async Task A_chat_works()
    {
        await using GatewayHost host = await Host(task =>
        {
            task.Decide(1);
            task.End(Samples.Completed);
        });

        OpenAI.Chat.ChatCompletion completion = await Client(host).GetChatClient("auto").CompleteChatAsync(
            [new SystemChatMessage("Be brief."), new UserChatMessage("Why?")],
            new ChatCompletionOptions { Temperature = 0.1f, MaxOutputTokenCount = 50, StopSequences = { "END" }, ResponseFormat = ChatResponseFormat.CreateTextFormat() });

        Assert.Equal(("Because <b>… 量子", ChatFinishReason.Stop, 312), (completion.Content[0].Text, completion.FinishReason, completion.Usage.TotalTokenCount));
        Assert.Equal(50, Assert.Single(host.Cluster.Tasks).Snapshot!.Submission.MaxOutputTokens);
    }

    [Fact]
    public async Task A_stream_works_with_its_usage()
    {
        await using GatewayHost host = await Host(task =>
        {
            task.Decide(1);
            task.Say(1, "Hel", "lo");
            task.End(Samples.Completed);
        });

        List<StreamingChatCompletionUpdate> updates = [];
        await foreach (StreamingChatCompletionUpdate update in Client(host).GetChatClient("auto").CompleteChatStreamingAsync([new UserChatMessage("Hi")]))
            updates.Add(update);

        Assert.Equal("Hello", string.Concat(updates.SelectMany(update => update.ContentUpdate).Select(part => part.Text)));
        Assert.Equal(300, updates[^1].Usage.OutputTokenCount);
        Assert.Contains(updates, update => update.FinishReason == ChatFinishReason.Stop);
    }

    [Fact]
    public async Task A_tool_call_is_understood_whole_and_streamed()
    {
        await using GatewayHost host = await Host(task =>
        {
            task.Decide(1);
            task.End(done => Samples.Completed(done) with
            {
                Result = "",
                FinishReason = "tool_calls",
                ToolCallsJson = """[{"id":"c1","type":"function","function":{"name":"add","arguments":"{\"a\":1}"}}]""",
            });
        });
        var options = new ChatCompletionOptions { Tools = { ChatTool.CreateFunctionTool("add", "Adds.", BinaryData.FromString("""{"type":"object"}""")) } };
        ChatClient chat = Client(host).GetChatClient("auto");

        OpenAI.Chat.ChatCompletion whole = await chat.CompleteChatAsync([new UserChatMessage("1+1?")], options);
        List<StreamingChatToolCallUpdate> streamed = [];
        await foreach (StreamingChatCompletionUpdate update in chat.CompleteChatStreamingAsync([new UserChatMessage("1+1?")], options))
            streamed.AddRange(update.ToolCallUpdates);

        Assert.Equal(("add", """{"a":1}"""), (whole.ToolCalls[0].FunctionName, whole.ToolCalls[0].FunctionArguments.ToString()));
        Assert.Equal(("c1", "add"), (streamed[0].ToolCallId, streamed[0].FunctionName));
    }

    [Fact]
    public async Task A_tools_result_goes_back_with_the_id_of_its_call()
    {
        await using GatewayHost host = await Host(task =>
        {
            task.Decide(1);
            task.End(Samples.Completed);
        });
        var options = new ChatCompletionOptions
        {
            Tools = { ChatTool.CreateFunctionTool("add", "Adds.", BinaryData.FromString("""{"type":"object"}""")) },
            ToolChoice = ChatToolChoice.CreateFunctionChoice("add"),
            ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("sum", BinaryData.FromString("""{"type":"object"}""")),
        };

        await Client(host).GetChatClient("auto").CompleteChatAsync(
            [
                new UserChatMessage("1+1?"),
                new AssistantChatMessage([ChatToolCall.CreateFunctionToolCall("c1", "add", BinaryData.FromString("""{"a":1}"""))]),
                new ToolChatMessage("c1", "2"),
            ],
            options);

        TaskSubmission task = Assert.Single(host.Cluster.Tasks).Snapshot!.Submission;
        Assert.Equal(("c1", "2"), (task.Messages![2].ToolCallId, task.Messages[2].Content));
        Assert.Equal("c1", (string?)JsonNode.Parse(task.Messages[1].ToolCallsJson!)![0]!["id"]);
        Assert.Equal("add", (string?)JsonNode.Parse(task.Options!.ToolChoiceJson!)!["function"]!["name"]);
        Assert.Equal("sum", (string?)JsonNode.Parse(task.Options.ResponseFormatJson!)!["json_schema"]!["name"]);
    }

    [Fact]
    public async Task An_engine_that_dies_before_its_first_token_is_not_seen()
    {
        await using GatewayHost host = await Host(task =>
        {
            task.Decide(1);
            task.Decide(2, ComputeTarget.Cpu);
            task.Say(2, "Because", " <b>… 量子");
            task.End(Samples.Completed);
        });
        List<string> said = [];

        await foreach (StreamingChatCompletionUpdate update in Client(host).GetChatClient("auto").CompleteChatStreamingAsync([new UserChatMessage("Hi")]))
            said.AddRange(update.ContentUpdate.Select(part => part.Text));

        Assert.Equal("Because <b>… 量子", string.Concat(said));
    }

    [Fact]
    public async Task An_engine_that_dies_after_ten_tokens_is_an_error_and_no_short_answer()
    {
        await using GatewayHost host = await Host(task =>
        {
            task.Decide(1);
            task.Say(1, [.. Enumerable.Range(0, 10).Select(i => $"t{i} ")]);
            task.Decide(2, ComputeTarget.Cpu);
        });
        var tokens = 0;

        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await foreach (StreamingChatCompletionUpdate update in Client(host).GetChatClient("auto").CompleteChatStreamingAsync([new UserChatMessage("Hi")]))
                tokens += update.ContentUpdate.Count;
        });

        Assert.InRange(tokens, 0, 10);
    }

    [Fact]
    public async Task Errors_are_understood()
    {
        await using GatewayHost host = await Host(task => task.End(failed => Samples.Failed(failed) with { Error = new TaskError(TaskErrorCodes.BudgetExceeded, "No target fits 0.01 USD.") }));

        ClientResultException failed = await Assert.ThrowsAsync<ClientResultException>(() => Client(host).GetChatClient("auto").CompleteChatAsync("Hi"));
        ClientResultException stranger = await Assert.ThrowsAsync<ClientResultException>(() => Client(host, "wrong").GetChatClient("auto").CompleteChatAsync("Hi"));

        Assert.Equal(400, failed.Status);
        Assert.Contains("No target fits 0.01 USD.", failed.Message, StringComparison.Ordinal);
        Assert.Equal(401, stranger.Status);
        Assert.Contains("invalid_api_key", stranger.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Embeddings_and_models_work()
    {
        await using GatewayHost host = await Host(task =>
        {
            task.Decide(1);
            task.End(done => Samples.Completed(done) with { Result = null, Embedding = [done.Submission.InputText.Length, 0.25f] });
        });

        OpenAIEmbeddingCollection vectors = await Client(host).GetEmbeddingClient("auto").GenerateEmbeddingsAsync(["a", "bb"]);
        var models = await Client(host).GetOpenAIModelClient().GetModelsAsync();

        Assert.Equal([2f, 0.25f], vectors[1].ToFloats().ToArray());
        Assert.Contains(models.Value, model => model.Id == "tiny");
    }

    private static async Task<GatewayHost> Host(Action<FakeTaskGrain> run)
    {
        GatewayHost host = await GatewayHost.StartAsync();
        host.Cluster.Run = run;
        return host;
    }

    private static OpenAIClient Client(GatewayHost host, string key = GatewayHost.Key) =>
        new(new ApiKeyCredential(key), new OpenAIClientOptions { Endpoint = new Uri(host.Url, "/v1"), RetryPolicy = new System.ClientModel.Primitives.ClientRetryPolicy(0) });
}
