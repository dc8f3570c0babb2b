using System.ComponentModel;
using System.Text.Json.Nodes;
using Orchestrator.Fakes;

namespace Orchestrator.Client.Tests;

/// <summary>What both transports hold, against the real Silo program.</summary>
public abstract class ClientContract(OrchestratorFixture fixture) : IDisposable
{
    private OrchestratorConnection? _connection;

    protected OrchestratorFixture Fixture => fixture;

    protected OrchestratorConnection Connection => _connection ??= Connect();

    private OrchestratorChatClient Chat => new(Connection);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _connection?.Dispose();
    }

    protected abstract OrchestratorConnection Connect();

    [Fact]
    public async Task An_answer_tells_its_task_target_decision_and_cost()
    {
        var options = new ChatOptions { MaxOutputTokens = 50 }.WithTask(new TaskOptions { TaskType = TaskType.Summarization, Target = ComputeTarget.Cloud, MaxCostUsd = 1 });

        var response = await Chat.GetResponseAsync("three short words", options, Cancel);

        var task = response.GetRoutedTask()!;
        Assert.Equal("You said: three short words", response.Text);
        Assert.Equal((ComputeTarget.Cloud, "gemini-2.5-flash", "pinned", 1), (task.Target, task.Model, task.DecisionStage, task.Attempts));
        Assert.True(task.CostUsd > 0 && task.CloudBaselineCostUsd > 0 && task.InputTokens > 0 && task.OutputTokens == 5 && task.Reasoning!.Length > 0);
        Assert.Equal((ChatFinishReason.Stop, 5), (response.FinishReason, (int)response.Usage!.OutputTokenCount!));
        var stored = await fixture.Silo.GetAsync($"/v1/tasks/{task.Id}");
        Assert.Equal(("COMPLETED", "SUMMARIZATION"), ((string?)stored["status"], (string?)stored["task_type"]));
    }

    [Fact]
    public async Task A_stream_comes_in_pieces_and_its_last_one_carries_the_task()
    {
        List<ChatResponseUpdate> updates = [];
        await foreach (var update in Chat.GetStreamingResponseAsync("one two three four five six seven eight nine ten", cancellationToken: Cancel))
            updates.Add(update);

        Assert.Equal("You said: one two three four five six seven eight nine ten", string.Concat(updates.Select(update => update.Text)));
        Assert.True(updates.Count > 2, $"{updates.Count} updates");
        var task = updates[^1].GetRoutedTask()!;
        Assert.Equal((ComputeTarget.Cpu, task.Id.ToString()), (task.Target, updates[0].ResponseId));
        Assert.All(updates.SkipLast(1), update => Assert.Null(update.GetRoutedTask()));
        Assert.Equal(12, updates.ToChatResponse().Usage!.OutputTokenCount);
    }

    [Fact]
    public async Task What_the_caller_wants_reaches_the_engine()
    {
        var options = new ChatOptions { Temperature = 0.5f, TopP = 0.25f, Seed = 7, StopSequences = ["END"], MaxOutputTokens = 33, ResponseFormat = ChatResponseFormat.Json, Instructions = "Be brief." };

        await Chat.GetResponseAsync("say it", options, Cancel);

        var sent = fixture.First.Last("/chat/completions").Body!;
        Assert.Equal((0.5, 0.25, 7, "END", 33), ((double)sent["temperature"]!, (double)sent["top_p"]!, (int)sent["seed"]!, (string?)sent["stop"]![0], (int)sent["max_tokens"]!));
        Assert.Equal(("json_object", "Be brief."), ((string?)sent["response_format"]!["type"], (string?)sent["messages"]![0]!["content"]));
    }

    [Fact]
    public async Task A_tool_is_called_and_its_result_goes_back_with_the_id_of_the_call()
    {
        var add = AIFunctionFactory.Create(([Description("First")] int a, int b) => a + b, "add", "Adds two numbers.");
        fixture.First.Enqueue(ToolCall("call_7", "add", """{\"a\":2,\"b\":40}"""));
        using var client = Chat.AsBuilder().UseFunctionInvocation().Build();

        var response = await client.GetResponseAsync([new ChatMessage(ChatRole.User, "2+40?")], new ChatOptions { Tools = [add] }, Cancel);

        var messages = fixture.First.Last("/chat/completions").Body!["messages"]!.AsArray();
        Assert.Equal(["user", "assistant", "tool"], messages.Select(message => (string?)message!["role"]));
        Assert.Equal("call_7", (string?)messages[1]!["tool_calls"]![0]!["id"]);
        Assert.Equal(("call_7", "42"), ((string?)messages[2]!["tool_call_id"], (string?)messages[2]!["content"]));
        Assert.Equal("You said: 42", response.Text);
    }

    [Fact]
    public async Task A_streamed_tool_call_is_whole()
    {
        fixture.First.Enqueue(ToolCall("call_8", "add", """{\"a\":1}"""));
        var options = new ChatOptions { Tools = [AIFunctionFactory.CreateDeclaration("add", "Adds.", JsonSchema())], ToolMode = ChatToolMode.RequireSpecific("add") };

        var response = await Chat.GetStreamingResponseAsync("1+?", options, Cancel).ToChatResponseAsync(Cancel);

        var call = Assert.Single(response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>());
        Assert.Equal(("call_8", "add", "1"), (call.CallId, call.Name, call.Arguments!["a"]!.ToString()));
        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
        Assert.Equal("add", (string?)fixture.First.Last("/chat/completions").Body!["tool_choice"]!["function"]!["name"]);
    }

    [Fact]
    public async Task An_engine_that_cannot_do_it_is_replaced_unseen()
    {
        fixture.First.Enqueue(FakeReply.Json(System.Net.HttpStatusCode.BadRequest, """{"error":{"message":"gpt-fake does not support tools","type":"invalid_request_error"}}"""));

        var response = await Chat.GetStreamingResponseAsync("which one", cancellationToken: Cancel).ToChatResponseAsync(Cancel);

        Assert.Equal(("You said: which one", ComputeTarget.Quantized, 2), (response.Text, response.GetRoutedTask()!.Target, response.GetRoutedTask()!.Attempts));
    }

    [Fact]
    public async Task An_engine_that_dies_after_its_first_token_is_an_error_and_no_short_answer()
    {
        fixture.First.Enqueue(FakeReply.Sse(Chunk("Half"), Chunk(" an")));
        List<string> heard = [];

        var failure = await Assert.ThrowsAsync<AnswerBrokenOffException>(async () =>
        {
            await foreach (var update in Chat.GetStreamingResponseAsync("break off", cancellationToken: Cancel))
                heard.Add(update.Text);
        });

        Assert.StartsWith("Half", string.Concat(heard), StringComparison.Ordinal);
        Assert.NotNull(failure.TaskId);
    }

    [Fact]
    public async Task Cancelling_a_stream_stops_the_engine()
    {
        var before = fixture.First.Requests.Count;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in Chat.GetStreamingResponseAsync("an endless story", new ChatOptions { MaxOutputTokens = 32_000 }, stop.Token))
                await stop.CancelAsync();
        });

        Assert.True(fixture.First.Requests.Count > before);
        await NothingRunsAsync();
    }

    [Fact]
    public async Task Cancelling_a_whole_answer_stops_the_engine()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var asked = Chat.GetResponseAsync("another endless story", new ChatOptions { MaxOutputTokens = 32_000 }, stop.Token);
        await fixture.Silo.UntilAsync("/v1/resources", resources => Running(resources) > 0);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        await NothingRunsAsync();
    }

    [Fact]
    public async Task A_cap_that_no_target_fits_is_an_exceeded_budget()
    {
        var options = new ChatOptions { AdditionalProperties = new() { [TaskProperties.MaxCostName] = "0.000000001", [TaskProperties.TargetName] = "CLOUD" } };

        var failure = await Assert.ThrowsAsync<BudgetExceededException>(() => Chat.GetResponseAsync("too dear", options, Cancel));

        Assert.Equal("BUDGET_EXCEEDED", failure.Code);
    }

    [Fact]
    public async Task A_target_that_is_not_there_is_told() =>
        await Assert.ThrowsAsync<NoTargetAvailableException>(() => Chat.GetResponseAsync("nowhere", new ChatOptions().WithTask(new TaskOptions { Target = ComputeTarget.Gpu }), Cancel));

    [Fact]
    public async Task A_blocked_answer_is_told()
    {
        fixture.First.Enqueue(FakeReply.Json(
            System.Net.HttpStatusCode.BadRequest, """{"error":{"message":"The response was filtered","type":"invalid_request_error","code":"content_filter"}}"""));

        await Assert.ThrowsAsync<ContentBlockedException>(() => Chat.GetResponseAsync("something bad", cancellationToken: Cancel));
    }

    [Fact]
    public async Task What_is_wrong_is_named()
    {
        var failure = await Assert.ThrowsAsync<InvalidTaskException>(() => Chat.GetResponseAsync(" ", new ChatOptions { MaxOutputTokens = 0 }, Cancel));
        var property = await Assert.ThrowsAsync<InvalidTaskException>(
            () => Chat.GetResponseAsync("x", new ChatOptions { AdditionalProperties = new() { [TaskProperties.PriorityName] = "soon" } }, Cancel));

        Assert.Contains("1 to 50000", failure.Message, StringComparison.Ordinal);
        Assert.Contains("1 to 32768", failure.Message, StringComparison.Ordinal);
        Assert.Equal("orchestrator.priority is 'soon'; it must be one of LOW, NORMAL, HIGH, URGENT.", property.Message);
    }

    [Fact]
    public async Task Texts_are_embedded_in_their_order_and_each_vector_tells_its_task()
    {
        using var generator = new OrchestratorEmbeddingGenerator(Connection);

        var vectors = await generator.GenerateAsync(["the cat", "the dog barks", "rain"], new EmbeddingGenerationOptions { Dimensions = 16 }, Cancel);

        Assert.Equal([.. new[] { "the cat", "the dog barks", "rain" }.Select(text => FakeWords.Vector(text, 16))], vectors.Select(vector => vector.Vector.ToArray()));
        Assert.Equal(3, vectors.Select(vector => vector.GetRoutedTask()!.Id).Distinct().Count());
        Assert.True(vectors.Usage!.InputTokenCount > 0);
    }

    private async Task NothingRunsAsync() => await fixture.Silo.UntilAsync("/v1/resources", resources => Running(resources) == 0);

    private static int Running(JsonNode resources) => resources["silos"]![0]!["engines"]!.AsArray().Sum(engine => (int)engine!["running"]!);

    private static System.Text.Json.JsonElement JsonSchema() => System.Text.Json.JsonElement.Parse("""{"type":"object","properties":{"a":{"type":"integer"}}}""");

    private static string Chunk(string text) =>
        $$$"""{"id":"1","object":"chat.completion.chunk","created":1,"model":"gpt-fake","choices":[{"index":0,"delta":{"content":"{{{text}}}"},"finish_reason":null}]}""";

    private static FakeReply ToolCall(string id, string name, string arguments) => FakeReply.Sse(
        $$$"""{"id":"1","object":"chat.completion.chunk","created":1,"model":"gpt-fake","choices":[{"index":0,"delta":{"role":"assistant","tool_calls":[{"index":0,"id":"{{{id}}}","type":"function","function":{"name":"{{{name}}}","arguments":"{{{arguments}}}"}}]},"finish_reason":null}]}""",
        """{"id":"1","object":"chat.completion.chunk","created":1,"model":"gpt-fake","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}""",
        "[DONE]");
}

[Collection(OrchestratorCollection.Name)]
public sealed class OverHttp(OrchestratorFixture fixture) : ClientContract(fixture)
{
    protected override OrchestratorConnection Connect() => OrchestratorConnection.OverHttp(Fixture.Silo.Http.BaseAddress!, SiloProcess.DevelopmentKey);

    [Fact]
    public async Task A_wrong_key_is_told()
    {
        using var stranger = OrchestratorConnection.OverHttp(Fixture.Silo.Http.BaseAddress!, "wrong");

        await Assert.ThrowsAsync<UnauthorizedException>(() => new OrchestratorChatClient(stranger).GetResponseAsync("x", cancellationToken: TestContext.Current.CancellationToken));
    }
}

[Collection(OrchestratorCollection.Name)]
public sealed class InTheCluster(OrchestratorFixture fixture) : ClientContract(fixture)
{
    protected override OrchestratorConnection Connect() => OrchestratorConnection.ToCluster(Fixture.Cluster);
}
