using System.Text;

namespace Orchestrator.Gateway.Tests;

public sealed class ChatStreamTests
{
    private const string Ask = """{ "model": "auto", "stream": true, "messages": [ { "role": "user", "content": "Hello" } ] }""";
    private const string AskUsage = """{ "model": "auto", "stream": true, "stream_options": { "include_usage": true }, "messages": [ { "role": "user", "content": "Hello" } ] }""";

    [Fact]
    public async Task Tokens_come_as_chunks_and_end_with_a_reason()
    {
        await using GatewayHost host = await Host(task =>
        {
            task.Decide(1);
            task.Say(1, "Be", "cause …");
            task.End(Samples.Completed);
        });

        HttpResponseMessage response = await host.Post("/v1/chat/completions", Ask);

        var id = $"chatcmpl-{Assert.Single(host.Cluster.Tasks).Snapshot!.Id:N}";
        var start = $$"""data: {"id":"{{id}}","object":"chat.completion.chunk","created":1736936625,"model":"gemini-2.5-flash","choices":[{"index":0,"delta":""";
        Assert.Equal(
            $$"""
            {{start}}{"role":"assistant","content":"Be"},"finish_reason":null}]}

            {{start}}{"content":"cause …"},"finish_reason":null}]}

            {{start}}{},"finish_reason":"stop"}]}

            data: [DONE]


            """.ReplaceLineEndings("\n"),
            await response.Content.ReadAsStringAsync());
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(("CLOUD", "rule_based"), (response.Headers.GetValues("X-Routed-Target").Single(), response.Headers.GetValues("X-Decision-Stage").Single()));
    }

    [Fact]
    public async Task Usage_comes_last_when_it_is_asked_for()
    {
        await using GatewayHost host = await Host(task =>
        {
            task.Decide(1);
            task.Say(1, "x");
            task.End(Samples.Completed);
        });

        JsonObject[] chunks = await Chunks(await host.Post("/v1/chat/completions", AskUsage));

        Assert.All(chunks[..^1], chunk => Assert.True(chunk.ContainsKey("usage") && chunk["usage"] is null));
        Assert.Empty(chunks[^1]["choices"]!.AsArray());
        Assert.Equal((12, 300, 312), ((int)chunks[^1]["usage"]!["prompt_tokens"]!, (int)chunks[^1]["usage"]!["completion_tokens"]!, (int)chunks[^1]["usage"]!["total_tokens"]!));
    }

    [Fact]
    public async Task A_fallback_before_the_first_token_is_invisible()
    {
        await using GatewayHost host = await Host(task =>
        {
            task.Decide(1);
            task.Decide(2, ComputeTarget.Cpu);
            task.Say(2, "whole ", "answer");
            task.End(Samples.Completed);
        });

        HttpResponseMessage response = await host.Post("/v1/chat/completions", Ask);

        Assert.Equal("CPU", response.Headers.GetValues("X-Routed-Target").Single());
        Assert.Equal("whole answer", Text(await Chunks(response)));
    }

    [Fact]
    public async Task A_fallback_after_the_first_token_ends_the_stream_with_an_error_and_stops_the_task()
    {
        await using GatewayHost host = await Host(task =>
        {
            task.Decide(1);
            task.Say(1, "half an ");
            task.Decide(2, ComputeTarget.Cpu);
            task.Say(2, "another answer");
        });

        JsonObject[] chunks = await BrokenChunks(host);

        Assert.Equal("half an ", Text(chunks[..^1]));
        Assert.Equal("stream_broken", (string?)chunks[^1]["error"]!["code"]);
        Assert.Equal(TaskState.Cancelled, Assert.Single(host.Cluster.Tasks).Snapshot!.State);
    }

    [Fact]
    public async Task A_failure_after_the_first_token_is_an_error_event()
    {
        await using GatewayHost host = await Host(task =>
        {
            task.Decide(1);
            task.Say(1, "half");
            task.End(Samples.Failed);
        });

        JsonObject[] chunks = await BrokenChunks(host);

        Assert.Equal("all_targets_failed", (string?)chunks[^1]["error"]!["code"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_silo_that_dies_before_the_first_token_is_invisible_too(bool abruptly)
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        var accepted = new TaskCompletionSource<FakeTaskGrain>(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Cluster.Run = accepted.SetResult;
        Task<HttpResponseMessage> asking = Start(host, Ask);
        FakeTaskGrain task = await accepted.Task;
        task.Decide(1);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (task.Watched.Count == 0)
            await Task.Delay(5, limit.Token);

        task.Move(abruptly ? new SiloUnavailableException("gone") : null);
        task.Decide(2);
        task.Say(2, "here ", "I am");
        task.End(done => Samples.Completed(done) with { Result = "here I am" });

        Assert.Equal("here I am", Text(await Chunks(await asking)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_silo_that_dies_after_the_first_token_is_an_error(bool finishedMeanwhile)
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        var accepted = new TaskCompletionSource<FakeTaskGrain>(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Cluster.Run = accepted.SetResult;
        Task<HttpResponseMessage> asking = Start(host, Ask);
        FakeTaskGrain task = await accepted.Task;
        task.Decide(1);
        task.Say(1, "half");
        using var reader = new StreamReader(await (await asking).Content.ReadAsStreamAsync());
        Assert.Contains("half", await reader.ReadLineAsync(), StringComparison.Ordinal);

        task.Move();
        task.Decide(1);
        task.Say(1, "half and the rest");
        if (finishedMeanwhile)
            task.End(Samples.Completed);

        var rest = await ReadBrokenAsync(reader);
        Assert.Contains("stream_broken", rest, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", rest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_arrive_one_by_one_and_not_at_the_end()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        var accepted = new TaskCompletionSource<FakeTaskGrain>(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Cluster.Run = accepted.SetResult;
        Task<HttpResponseMessage> asking = Start(host, Ask);
        FakeTaskGrain task = await accepted.Task;
        task.Decide(1);
        Assert.False(asking.IsCompleted, "nothing is sent before the first token");
        task.Say(1, "first");
        using var reader = new StreamReader(await (await asking).Content.ReadAsStreamAsync());

        for (var i = 0; i < 5; i++)
        {
            Assert.Contains(i == 0 ? "first" : $"token {i}", await reader.ReadLineAsync(), StringComparison.Ordinal);
            Assert.Equal("", await reader.ReadLineAsync());
            task.Say(1, $"token {i + 1}");
        }
        task.End(Samples.Completed);

        Assert.EndsWith("data: [DONE]\n\n", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_leaves_cancels_its_task(bool afterTheFirstToken)
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        var accepted = new TaskCompletionSource<FakeTaskGrain>(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Cluster.Run = accepted.SetResult;
        using var leave = new CancellationTokenSource();
        Task<HttpResponseMessage> asking = Start(host, Ask, leave.Token);
        FakeTaskGrain task = await accepted.Task;
        task.Decide(1);
        if (afterTheFirstToken)
        {
            task.Say(1, "first");
            (await asking).Dispose();
        }

        await leave.CancelAsync();

        await task.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await task.WatcherLeft.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task An_answer_that_came_without_tokens_is_sent_whole()
    {
        await using GatewayHost host = await Host(task =>
        {
            task.Decide(1);
            task.End(done => Samples.Completed(done) with { FinishReason = "length" });
        });

        JsonObject[] chunks = await Chunks(await host.Post("/v1/chat/completions", Ask));

        Assert.Equal("Because <b>… 量子", Text(chunks));
        Assert.Equal("length", (string?)chunks[^1]["choices"]![0]!["finish_reason"]);
    }

    [Fact]
    public async Task Tool_calls_are_streamed_with_their_index()
    {
        await using GatewayHost host = await Host(task =>
        {
            task.Decide(1);
            task.End(done => Samples.Completed(done) with { Result = "", FinishReason = "tool_calls", ToolCallsJson = """[{"id":"a"},{"id":"b"}]""" });
        });

        JsonObject[] chunks = await Chunks(await host.Post("/v1/chat/completions", Ask));

        Assert.Equal("""[{"index":0,"id":"a"},{"index":1,"id":"b"}]""", chunks[^2]["choices"]![0]!["delta"]!["tool_calls"]!.ToJsonString());
    }

    private static async Task<GatewayHost> Host(Action<FakeTaskGrain> run)
    {
        GatewayHost host = await GatewayHost.StartAsync();
        host.Cluster.Run = run;
        return host;
    }

    private static Task<HttpResponseMessage> Start(GatewayHost host, string body, CancellationToken cancellationToken = default) => host.Client.SendAsync(
        new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(body, Encoding.UTF8, "application/json") },
        HttpCompletionOption.ResponseHeadersRead,
        cancellationToken);

    private static async Task<JsonObject[]> Chunks(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal((HttpStatusCode.OK, text), (response.StatusCode, text));
        string[] data = Data(text);
        Assert.Equal("[DONE]", data[^1]);
        return [.. data[..^1].Select(item => JsonNode.Parse(item)!.AsObject())];
    }

    private static async Task<JsonObject[]> BrokenChunks(GatewayHost host)
    {
        using var reader = new StreamReader(await (await Start(host, Ask)).Content.ReadAsStreamAsync());
        return [.. Data(await ReadBrokenAsync(reader)).Select(item => JsonNode.Parse(item)!.AsObject())];
    }

    /// <summary>Everything that comes before the body ends without its end.</summary>
    private static async Task<string> ReadBrokenAsync(StreamReader reader)
    {
        var text = new StringBuilder();
        await Assert.ThrowsAsync<HttpIOException>(async () =>
        {
            while (await reader.ReadLineAsync() is { } line)
                text.Append(line).Append('\n');
        });
        return text.ToString();
    }

    private static string[] Data(string text) => [.. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(item => item["data: ".Length..])];

    private static string Text(IEnumerable<JsonObject> chunks) =>
        string.Concat(chunks.SelectMany(chunk => chunk["choices"]!.AsArray()).Select(choice => (string?)choice!["delta"]!["content"]));
}
